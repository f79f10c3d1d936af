/* What the relay's log says of a text to a channel. The log is hostile input: a line that does not fit is no receipt. */
import * as z from 'zod';
import type { Channel } from './alarm-matrix.ts';

/** One text at one channel, as the relay logged it. */
export interface RelayReceipt {
  /** As `alarm naver-sms-no-runs`. */
  readonly about: string;
  readonly nonce: string | null;
  readonly channel: Channel;
  /** `accepted`: the channel took it and gave no message id. */
  readonly state: 'delivered' | 'accepted' | 'failed';
  /** What the channel answered: a Slack ts, a Telegram message id. It proves acceptance, not that a person read it. */
  readonly messageId: string | null;
  readonly reason: string | null;
  /** When the channel settled it, by the relay's clock, UTC milliseconds. */
  readonly atMs: number;
}

const common = {
  about: z.string(),
  nonce: z.string().nullish(),
  channel: z.enum(['slack', 'telegram']),
  settled_at: z.iso.datetime().nullish(),
};
const lineSchema = z.discriminatedUnion('event', [
  z.object({
    ...common,
    event: z.literal('notification_sent'),
    state: z.enum(['delivered', 'accepted']),
    // An empty id proves nothing.
    message_id: z
      .string()
      .nullable()
      .transform((id) => (id?.trim() ? id : null)),
  }),
  z.object({ ...common, event: z.literal('notification_failed'), reason: z.string() }),
]);

/** Reads one log line; null where it is no receipt. `loggedAtMs` stands in where an older relay gave no time. */
export function readReceipt(message: string, loggedAtMs: number): RelayReceipt | null {
  const parsed = lineSchema.safeParse(readJson(message));
  if (!parsed.success) return null;
  const { about, nonce = null, channel, settled_at } = parsed.data;
  const atMs = settled_at ? Date.parse(settled_at) : loggedAtMs;
  const common = { about, nonce, channel, atMs };
  return parsed.data.event === 'notification_failed'
    ? { ...common, state: 'failed', messageId: null, reason: parsed.data.reason }
    : { ...common, state: parsed.data.state, messageId: parsed.data.message_id, reason: null };
}

const failureSchema = z.object({ event: z.enum(['run_failed', 'init_failed']), reason: z.string() });

/** Why a run of the relay ended badly, by its own word or Lambda's; null where the line says nothing of the kind. */
export function readRelayFailure(message: string): string | null {
  const own = failureSchema.safeParse(readJson(message));
  if (own.success) return own.data.reason;
  const timeout = /\bTask timed out after [\d.]+ seconds/.exec(message);
  if (timeout) return timeout[0];
  const status = /^REPORT RequestId: .*\bStatus: (error|timeout)\b/.exec(message);
  return status ? `Lambda reports its status as ${status[1]}` : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text.trim());
  } catch {
    return null;
  }
}
