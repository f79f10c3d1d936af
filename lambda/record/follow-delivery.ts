import { claimFields } from '../claim/claim-fields.ts';
import type { Claim } from '../claim/claim-item.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import type { ListedMessage } from '../send/sens-list.ts';

export interface FollowReport {
  readonly delivered: number;
  readonly undelivered: number;
  /** Accepted a day ago, and SENS never reported how they ended. */
  readonly unfollowed: number;
  /** Why SENS's list was not read, or not completely; null if it was. */
  readonly listUnread: string | null;
}

/** What one run asks after at most. */
const maxClaims = 200;
const marginMs = 120_000;
const followForMs = 24 * 60 * 60_000;
/** One list call looks at this much time, from the oldest message on; newer ones are asked for in a later run. */
const maxSpanMs = followForMs + marginMs;
/** For the whole list; and what a run must keep for its summary after it, milliseconds. */
const longestListMs = 30_000;
const reserveMs = 10_000;

/**
 * Asks SENS how accepted messages ended and records it: one list call of 100 messages a page over the oldest of them.
 * For information, after all sending: if the list cannot be read, that is reported and the next run asks again. Throws if
 * a table fails.
 */
export async function followDelivery(tools: DeliveryTools): Promise<FollowReport> {
  const counts = { delivered: 0, undelivered: 0, unfollowed: 0 };
  const accepted = await tools.find('ACCEPTED', maxClaims);
  const { listed, unread } = await listFor(tools, accepted);
  for (const claim of accepted) {
    if (!tools.mayClaim()) break;
    const message = listed.get(claim.sens_request_id ?? '');
    if (!message || message.delivery === 'pending') {
      if (await giveUpLate(tools, claim)) counts.unfollowed += 1;
      continue;
    }
    const event = message.delivery === 'delivered' ? 'deliver' : 'fail-delivery';
    const reason = `SENS: ${message.deliveryText}`;
    const end = { event, messageId: message.messageId, reason } as const;
    // Log before writing: a crash in between repeats the log line but never loses it.
    if (event === 'fail-delivery') tools.emit('send_undelivered', { ...claimFields(claim), reason });
    if (!(await tools.store.recordDelivery(claim, end, tools.now()))) continue;
    counts[event === 'deliver' ? 'delivered' : 'undelivered'] += 1;
  }
  return { ...counts, listUnread: unread };
}

/** A message without an end after a day stays ACCEPTED, and out of the way of newer ones; whether it was given up now. */
async function giveUpLate(tools: DeliveryTools, claim: Claim): Promise<boolean> {
  if (tools.now().getTime() < Date.parse(claim.claimed_at) + followForMs) return false;
  const reason = 'SENS did not report within a day whether it was delivered';
  tools.emit('delivery_unknown', { ...claimFields(claim), reason });
  return await tools.store.note(claim, { reason, isClosed: true }, tools.now());
}

interface Followed {
  readonly listed: ReadonlyMap<string, ListedMessage>;
  readonly unread: string | null;
}

async function listFor(tools: DeliveryTools, accepted: readonly Claim[]): Promise<Followed> {
  const [oldest] = accepted;
  if (!oldest) return { listed: new Map(), unread: null };
  const startMs = Date.parse(oldest.claimed_at) - marginMs;
  const endMs = Math.min(tools.now().getTime() + marginMs, startMs + maxSpanMs);
  const filter = { start: new Date(startMs), end: new Date(endMs) };
  const withinMs = Math.min(longestListMs, tools.remainingMs() - reserveMs);
  try {
    const { messages, gap } = await tools.sens.list(filter, { withContent: false, withinMs });
    if (gap !== null) tools.emit('sens_list_unread', { reason: gap });
    return { listed: new Map(messages.map((message) => [message.requestId, message])), unread: gap };
  } catch (cause) {
    // Errors of the SENS client are our own sentences.
    const reason = cause instanceof Error ? cause.message : "SENS's list was not read";
    tools.emit('sens_list_unread', { reason });
    return { listed: new Map(), unread: reason };
  }
}
