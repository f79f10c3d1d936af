import type { ChannelReceipt } from '../../src/domain/announcement.ts';
import type { LoggedReceipt } from '../../src/monitoring/log-events.ts';
import { logReceipts } from '../notify/log-receipts.ts';
import { type Channels, postToChannels } from '../notify/post-to-channels.ts';
import type { Run } from '../open-run.ts';
import type { RunTally } from './run-tally.ts';

/** A channel's last answer may take 5 s, and the metrics and the summary line must still be written after it. */
const reservedMs = 8_000;

/** What of a run it takes to tell the channels. */
export interface NotifyingRun extends Pick<Run, 'emit'> {
  readonly invocation: Pick<Run['invocation'], 'deadlineMs'>;
  readonly program: Channels;
  readonly tally: Pick<RunTally, 'notices'>;
}

/** One message to Telegram and one to Slack. Never throws. */
export async function notifyChannels(run: NotifyingRun, text: string): Promise<readonly LoggedReceipt[]> {
  const { clock } = run.program;
  const withinMs = run.invocation.deadlineMs - clock.now().getTime() - reservedMs;
  const receipts =
    withinMs <= 0
      ? noTimeLeft(clock.now())
      : await postToChannels(run.program, withNotices(run, text), withinMs);
  logReceipts(run.emit, { about: 'run', nonce: null }, receipts);
  return receipts.map(({ channel, state, messageId }) => ({ channel, state, message_id: messageId }));
}

/** More than these lines would bury the run's own figures; the log has them all. */
const maxLines = 20;

/** What rules want told goes below the run's own text, for each channel its own lines. */
function withNotices({ tally }: NotifyingRun, text: string): Readonly<Record<'telegram' | 'slack', string>> {
  const of = (channel: 'telegram' | 'slack') => {
    const lines = tally.notices.filter((notice) => notice.channel === channel).map(({ line }) => line);
    const more = lines.length > maxLines ? [`and ${lines.length - maxLines} more, in the log`] : [];
    return [text, ...lines.slice(0, maxLines), ...more].join('\n');
  };
  return { telegram: of('telegram'), slack: of('slack') };
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
