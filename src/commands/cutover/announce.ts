/* Tells Slack and Telegram through the relay. A channel that fails is said and recorded; it never decides a cutover. */
import type { AnnounceResponse } from '../../domain/announcement.ts';
import {
  announcementText,
  momentText,
  type Occasion,
  shippedTemplates,
} from '../../domain/announcement-text.ts';
import { operatorName } from '../operator-name.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';
import type { Story } from './story.ts';

/** Sends one announcement; `detail` is the sentence that changes from time to time. */
export async function announce(
  toolbox: Toolbox,
  story: Story,
  occasion: Occasion,
  detail: string,
): Promise<void> {
  const { clock, environment, evidence, operator, run, target } = toolbox;
  const { lines, sha256 } = evidence.head();
  const nonce = `${run}-${occasion}`;
  const text = announcementText(shippedTemplates[occasion], {
    environment: environment.name,
    simulated: target.kind === 'aws' ? '' : '[SIMULATED] ',
    rule: environment.rule,
    function: environment.function,
    operator: operatorName(operator),
    run,
    evidenceHead: `${lines} lines, ${sha256.slice(0, 16)}`,
    at: momentText(clock.now()),
    detail,
  });
  const outcome = await runStep(toolbox, {
    id: `announce-${occasion}`,
    title: `Announce the ${occasion}`,
    change: { kind: 'announcement', nonce, occasion },
    act: () => toolbox.aws.relay.announce(environment.relay, { mode: 'announce', nonce, occasion, text }),
    describe: receiptsText,
  });
  story.steps.push(outcome.step);
  const silent = outcome.state === 'done' ? failedChannels(outcome.value) : [outcome.step.detail];
  if (outcome.state === 'skipped' || silent.length === 0) return;
  toolbox.report({
    kind: 'warning',
    text: `Not everybody was told: ${silent.join('; ')}. The cutover goes on.`,
  });
}

function receiptsText({ receipts }: AnnounceResponse): string {
  return receipts
    .map(({ channel, state, messageId }) => `${channel} ${state} ${messageId ?? '(no id)'}`)
    .join(', ');
}

function failedChannels({ receipts }: AnnounceResponse): readonly string[] {
  if (receipts.length === 0) return ['the relay named no channel'];
  return receipts
    .filter(({ state }) => state === 'failed')
    .map(({ channel, error }) => `${channel}: ${error ?? 'no reason'}`);
}
