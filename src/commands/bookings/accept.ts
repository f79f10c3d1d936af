/** `bookings accept`: an operator knows why a store has no bookings any more. */
import * as z from 'zod';
import {
  type BookingsAcceptedItem,
  type BookingsSeenItem,
  emptiedStores,
} from '../../domain/bookings-seen.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import { exitCodeOfChange } from '../exit-code-of-change.ts';
import { operatorName } from '../operator-name.ts';
import { runStep } from '../run-step.ts';
import type { StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';
import { acceptCommand } from './emptied-check.ts';

const schema = z.object({ store: z.array(z.string()).min(1) });

type AcceptOptions = z.infer<typeof schema>;

export const bookingsAcceptCommand = defineCommand<AcceptOptions>({
  words: ['bookings', 'accept'],
  summary: 'accept that a store has no bookings any more',
  description:
    'Records that the bookings of a store are gone for a reason, as when it closed for a time: runs from now on no longer report it. ' +
    'Bookings that it has later are compared again. Sends nothing and changes no booking. Needs --reason.',
  options: [{ flags: '--store <id...>', description: 'the stores, as bookings status names them' }],
  examples: ['naver-sms bookings accept --store 1051707 --reason "closed for renovation until March"'],
  evidence: 'required',
  schema,
  run: accept,
});

async function accept(toolbox: Toolbox, { store: storeIds }: AcceptOptions): Promise<CommandResult> {
  const { control } = toolbox.aws;
  const now = toolbox.clock.now();
  const reason = reasonOf(toolbox, storeIds);
  const [seen, before] = [await control.read('bookings-seen'), await control.read('bookings-accepted')];
  refuseOthers(toolbox, storeIds, { seen, before });
  const accepted = Object.fromEntries(storeIds.map((storeId) => [storeId, now.toISOString()]));
  const item: BookingsAcceptedItem = {
    stores: { ...before?.stores, ...accepted },
    acceptedBy: operatorName(toolbox.operator),
    acceptedAt: now.toISOString(),
    reason,
  };
  const outcome = await runStep(toolbox, {
    id: 'bookings-accept',
    title: `Accept that stores ${storeIds.join(', ')} have no bookings`,
    change: { kind: 'control-item', name: 'bookings-accepted', action: 'put' },
    act: () => control.replace('bookings-accepted', before, item),
    describe: () => `accepted: ${storeIds.join(', ')}`,
  });
  return await proven(toolbox, outcome, { storeIds, item });
}

function reasonOf({ operator, environment }: Toolbox, storeIds: readonly string[]): string {
  const { reason } = operator;
  if (reason !== null && reason.trim() !== '') return reason;
  throw new OperatorError('UNKNOWN_USAGE', {
    what: '--reason is required; it is shown to the next operator.',
    now: 'Nothing was changed.',
    next: `naver-sms bookings accept --store ${storeIds.join(' ')} --env ${environment.name} --reason "<why>"`,
  });
}

interface Recorded {
  readonly seen: BookingsSeenItem | null;
  readonly before: BookingsAcceptedItem | null;
}

/** Accepting a store that has bookings, or a mistyped id, would hide the trouble of tomorrow. */
function refuseOthers(toolbox: Toolbox, storeIds: readonly string[], { seen, before }: Recorded): void {
  const emptied = emptiedStores(seen, before, toolbox.clock.now());
  const other = storeIds.find((storeId) => !emptied.some((each) => each.storeId === storeId));
  if (other === undefined) return;
  const { name } = toolbox.environment;
  throw new OperatorError('UNKNOWN_USAGE', {
    what: `Store ${other} is not among the stores that lost their bookings (${emptied.map(({ storeId }) => storeId).join(', ') || 'none'}).`,
    now: 'Nothing was changed.',
    next: emptied.length === 0 ? `naver-sms bookings status --env ${name}` : acceptCommand(emptied, name),
  });
}

interface Wanted {
  readonly storeIds: readonly string[];
  readonly item: BookingsAcceptedItem;
}

async function proven(
  toolbox: Toolbox,
  outcome: StepOutcome<string>,
  { storeIds, item }: Wanted,
): Promise<CommandResult> {
  const isDryRun = outcome.state === 'skipped';
  const read = () => toolbox.aws.control.read('bookings-accepted').catch(() => undefined);
  const after = isDryRun ? undefined : await read();
  const verdict = isDryRun ? inconclusive('dry run: nothing was called') : verdictOf(after, item, outcome);
  return {
    exitCode: exitCodeOfChange(outcome, verdict),
    verdict,
    headline: headlineOf(isDryRun, verdict, storeIds),
    steps: [outcome.step],
    checks: [],
    spans: [],
    next: [`naver-sms bookings status --env ${toolbox.environment.name}`],
    data: { accepted: storeIds, after: after ?? null },
  };
}

function verdictOf(
  after: BookingsAcceptedItem | null | undefined,
  item: BookingsAcceptedItem,
  { step }: StepOutcome<string>,
): Verdict {
  if (after === undefined) return inconclusive('it could not be read back');
  return after?.acceptedAt === item.acceptedAt ? pass : fail(step.detail);
}

function headlineOf(isDryRun: boolean, verdict: Verdict, storeIds: readonly string[]): string {
  if (isDryRun) return 'Dry run: nothing was changed.';
  if (verdict.state !== 'pass') return `The acceptance is not proven: ${verdict.reason}.`;
  return `Accepted: runs no longer report that ${storeIds.join(', ')} lost their bookings, until they have some again.`;
}
