import { claimFields } from '../claim/claim-fields.ts';
import type { Claim } from '../claim/claim-item.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import type { ListedMessage } from '../send/sens-list.ts';

export interface FollowReport {
  readonly delivered: number;
  readonly undelivered: number;
}

/** What one run asks after at most. */
const maxClaims = 200;
const marginMs = 120_000;
const followForMs = 24 * 60 * 60_000;
/** One list call looks at this much time, from the oldest message on; newer ones are asked for in a later run. */
const maxSpanMs = followForMs + marginMs;

/**
 * Asks SENS how accepted messages ended and records it: one list call of 100 messages a page over the oldest of them.
 * For information, after all sending: where the list cannot be read, the next run asks again. Throws where a table fails.
 */
export async function followDelivery(tools: DeliveryTools): Promise<FollowReport> {
  const counts = { delivered: 0, undelivered: 0 };
  const accepted = await tools.find('ACCEPTED', maxClaims);
  const listed = await listFor(tools, accepted);
  for (const claim of accepted) {
    if (!tools.mayClaim()) break;
    const message = listed.get(claim.sens_request_id ?? '');
    if (!message || message.delivery === 'pending') {
      await giveUpLate(tools, claim);
      continue;
    }
    const event = message.delivery === 'delivered' ? 'deliver' : 'fail-delivery';
    const reason = `SENS: ${message.deliveryText}`;
    const end = { event, messageId: message.messageId, reason } as const;
    // Told before it is recorded: a run that dies between the two tells it twice, and never not at all.
    if (event === 'fail-delivery') tools.emit('send_undelivered', { ...claimFields(claim), reason });
    if (!(await tools.store.recordDelivery(claim, end, tools.now()))) continue;
    counts[event === 'deliver' ? 'delivered' : 'undelivered'] += 1;
  }
  return counts;
}

/** A message without an end after a day stays ACCEPTED for good, and out of the way of newer ones. */
async function giveUpLate(tools: DeliveryTools, claim: Claim): Promise<void> {
  if (tools.now().getTime() < Date.parse(claim.claimed_at) + followForMs) return;
  const reason = 'SENS did not say within a day whether it was delivered';
  await tools.store.note(claim, { reason, isClosed: true }, tools.now());
}

async function listFor(
  tools: DeliveryTools,
  accepted: readonly Claim[],
): Promise<ReadonlyMap<string, ListedMessage>> {
  const [oldest] = accepted;
  if (!oldest) return new Map();
  const startMs = Date.parse(oldest.claimed_at) - marginMs;
  const endMs = Math.min(tools.now().getTime() + marginMs, startMs + maxSpanMs);
  try {
    const filter = { start: new Date(startMs), end: new Date(endMs) };
    const messages = await tools.sens.list(filter, { withContent: false });
    return new Map(messages.map((message) => [message.requestId, message]));
  } catch {
    return new Map();
  }
}
