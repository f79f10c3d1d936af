import type { ChannelReceipt } from '../../src/domain/announcement.ts';
import type { LoggedReceipt } from '../../src/monitoring/log-events.ts';
import { logReceipts } from '../notify/log-receipts.ts';
import { postToChannels } from '../notify/post-to-channels.ts';
import type { Run } from '../open-run.ts';

/** A channel may take 20 s and its last answer 5 s; the metrics and the summary line must still be written after it. */
const neededMs = 28_000;

/** One message to Telegram and one to Slack. Never throws. */
export async function notifyChannels(run: Run, text: string): Promise<readonly LoggedReceipt[]> {
  const { clock } = run.program;
  const remainingMs = run.invocation.deadlineMs - clock.now().getTime();
  const receipts = remainingMs < neededMs ? noTimeLeft(clock.now()) : await postToChannels(run.program, text);
  logReceipts(run.emit, 'run', receipts);
  return receipts.map(({ channel, state, messageId }) => ({ channel, state, message_id: messageId }));
}

function noTimeLeft(now: Date): readonly ChannelReceipt[] {
  return (['telegram', 'slack'] as const).map((channel) => ({
    channel,
    state: 'failed',
    messageId: null,
    at: now.toISOString(),
    error: 'the run had no time left for it',
  }));
}
