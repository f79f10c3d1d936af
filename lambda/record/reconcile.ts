import { absentReason } from '../../src/domain/claim.ts';
import { isAbsentForGood } from '../../src/domain/send-again.ts';
import { claimFields } from '../claim/claim-fields.ts';
import type { Claim } from '../claim/claim-item.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import type { ListedMessage } from '../send/sens-list.ts';
import { candidatesFor, isAbsenceProven, isPastLease, requestWindow } from './match-messages.ts';

export interface ReconcileReport {
  /** Claims whose message SENS's list shows: accepted after all. */
  readonly adopted: number;
  /** Claims found absent in this run: reported once, then left to an operator. */
  readonly absent: number;
  /** Not yet known, absent ones of this run included: what the alarm counts. */
  readonly inDoubt: number;
  /** Claims whose run ended before its POST: due again. */
  readonly released: number;
}

/** Open claims are few; this bounds one run against an accident that left very many. */
const maxClaims = 1000;
/** Questions to SENS in one run. Claims beyond it count as in doubt and are asked for in the next run. */
const maxLookups = 50;
/** An absent message is still looked for so long, in case the list was late beyond all expectation, milliseconds. */
const lookForMs = 24 * 60 * 60_000;

/**
 * Settles what earlier runs left open. A claim past its lease whose POST was never begun is released. One whose POST was
 * begun is in doubt, and SENS's list decides: shown = accepted; not shown ten minutes later = absent, which is reported
 * and stays in doubt, since only a person may decide to send again (`approve-resend`). Throws where a table fails.
 */
export async function reconcile(tools: DeliveryTools): Promise<ReconcileReport> {
  const counts = { adopted: 0, absent: 0, inDoubt: 0, released: 0 };
  const doubted = [...(await tools.find('IN_DOUBT', maxClaims))];
  for (const claim of await tools.find('CLAIMED', maxClaims)) {
    if (!isPastLease(claim, tools.now())) continue;
    const left = await settleAbandoned(tools, claim);
    if (left === 'released') counts.released += 1;
    if (left === 'in-doubt') doubted.push({ ...claim, state: 'IN_DOUBT' });
  }
  for (const [index, claim] of newDoubtsFirst(doubted).entries()) {
    const end = index < maxLookups ? await resolve(tools, claim) : unasked(claim);
    if (end === 'adopted') counts.adopted += 1;
    if (end === 'absent') counts.absent += 1;
    if (end === 'absent' || end === 'unknown') counts.inDoubt += 1;
  }
  return counts;
}

/** Claims already found absent may wait: they were reported, and must not keep the others from being looked up. */
function newDoubtsFirst(claims: readonly Claim[]): readonly Claim[] {
  return [...claims.filter((claim) => !isNotedAbsent(claim)), ...claims.filter(isNotedAbsent)];
}

const isNotedAbsent = (claim: Claim): boolean => claim.reason === absentReason;

const unasked = (claim: Claim): Resolution => (isNotedAbsent(claim) ? 'absent-before' : 'unknown');

async function settleAbandoned(
  tools: DeliveryTools,
  claim: Claim,
): Promise<'released' | 'in-doubt' | 'moved'> {
  const fields = claimFields(claim);
  if (claim.posting_at === null) {
    const reason = 'its run ended before the send began';
    const end = { event: 'release', reason, onlyUnarmed: true } as const;
    if (!(await tools.store.settle(claim, end, tools.now()))) return 'moved';
    tools.emit('send_released', { ...fields, reason });
    return 'released';
  }
  const reason = 'its run ended before the answer was recorded';
  if (!(await tools.store.settle(claim, { event: 'doubt', reason }, tools.now()))) return 'moved';
  tools.emit('send_in_doubt', { ...fields, reason });
  return 'in-doubt';
}

type Resolution = 'adopted' | 'absent' | 'absent-before' | 'unknown' | 'moved';

async function resolve(tools: DeliveryTools, claim: Claim): Promise<Resolution> {
  const wasAbsent = isNotedAbsent(claim);
  if (wasAbsent && tools.now().getTime() > Date.parse(claim.claimed_at) + lookForMs) return 'absent-before';
  let listed: readonly ListedMessage[];
  try {
    const to = claim.phone.replaceAll(/\D/g, '');
    listed = await tools.sens.list({ ...requestWindow(claim), to }, { withContent: true });
  } catch (cause) {
    return wasAbsent ? 'absent-before' : unread(tools, claim, cause);
  }
  const adoption = await adoptFirst(tools, claim, candidatesFor(claim, listed));
  if (adoption !== 'none') return adoption;
  if (wasAbsent) return await lookedAgain(tools, claim);
  return isAbsenceProven(claim, tools.now()) ? await noteAbsent(tools, claim) : 'unknown';
}

async function adoptFirst(
  tools: DeliveryTools,
  claim: Claim,
  candidates: readonly ListedMessage[],
): Promise<'adopted' | 'moved' | 'none'> {
  for (const message of candidates) {
    const result = await tools.store.adopt(claim, message, tools.now());
    if (result === 'claim-moved') return 'moved';
    if (result === 'message-taken') continue;
    tools.emit('reconcile_adopted', { ...claimFields(claim), sens_message_id: message.messageId });
    return 'adopted';
  }
  return 'none';
}

/** Told once; but whether an operator may have it sent again depends on the last empty look, so that it is written down. */
async function lookedAgain(tools: DeliveryTools, claim: Claim): Promise<'absent-before' | 'moved'> {
  const [leaseUntilMs, lookedAtMs] = [Date.parse(claim.lease_until), Date.parse(claim.updated_at)];
  if (isAbsentForGood({ leaseUntilMs, lookedAtMs })) return 'absent-before';
  const note = { reason: absentReason, isClosed: false };
  return (await tools.store.note(claim, note, tools.now())) ? 'absent-before' : 'moved';
}

/** Told before it is noted: a run that dies between the two tells it twice, and never not at all. */
async function noteAbsent(tools: DeliveryTools, claim: Claim): Promise<Resolution> {
  const reason =
    "SENS's list does not show it: it was most likely not sent, and only an operator may send it again";
  tools.emit('reconcile_absent', { ...claimFields(claim), reason });
  const note = { reason: absentReason, isClosed: false };
  return (await tools.store.note(claim, note, tools.now())) ? 'absent' : 'moved';
}

function unread(tools: DeliveryTools, claim: Claim, cause: unknown): 'unknown' {
  // Errors of the SENS client are our own sentences.
  const reason = cause instanceof Error ? cause.message : "SENS's list was not read";
  tools.emit('send_in_doubt', { ...claimFields(claim), reason });
  return 'unknown';
}
