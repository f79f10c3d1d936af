import { absentReason } from '../../src/domain/claim.ts';
import type { ApprovalItem } from '../../src/domain/control-item.ts';
import { isAbsentForGood } from '../../src/domain/send-again.ts';
import { claimFields } from '../claim/claim-fields.ts';
import type { Claim } from '../claim/claim-item.ts';
import type { DeliveryTools } from '../send/delivery-tools.ts';
import { adoptFirst } from './adopt-first.ts';
import type { ListLookup } from './list-lookup.ts';
import { candidatesFor, isAbsenceProven } from './match-messages.ts';

/** What a look at SENS's list made of a claim in doubt. `absent-before`: an earlier run reported it as absent. */
export type Resolution = 'adopted' | 'released' | 'absent' | 'absent-before' | 'unknown' | 'moved';

export interface DoubtOrder {
  readonly lookup: ListLookup;
  /** The approval of a live run, null in other modes. */
  readonly approval: ApprovalItem | null;
}

/** An absent message is still looked for so long, in case the list was late beyond all expectation, milliseconds. */
const lookForMs = 24 * 60 * 60_000;

export const isNotedAbsent = (claim: Claim): boolean => claim.reason === absentReason;

/** Looks for the message of a claim in doubt. Throws if a table fails. */
export async function resolveDoubt(
  tools: DeliveryTools,
  claim: Claim,
  { lookup, approval }: DoubtOrder,
): Promise<Resolution> {
  const wasAbsent = isNotedAbsent(claim);
  const unsettled = wasAbsent ? 'absent-before' : 'unknown';
  const mayRelease = claim.answer === 'not-taken' && approval !== null;
  const isOld = tools.now().getTime() > Date.parse(claim.claimed_at) + lookForMs;
  if (wasAbsent && isOld && !mayRelease) return unsettled;
  const reading = await lookup.ask(claim);
  if (reading === null) return unsettled;
  const adoption = await adoptFirst(tools, claim, candidatesFor(claim, reading.messages));
  if (adoption !== 'none') return adoption;
  // A list with a gap may hide the message in it.
  if (reading.gap !== null) return unsettled;
  if (mayRelease) return (await releaseAbsent(tools, claim, approval)) ? 'released' : unsettled;
  if (wasAbsent) return await lookedAgain(tools, claim);
  return isAbsenceProven(claim, tools.now()) ? await noteAbsent(tools, claim) : 'unknown';
}

/** Whether it was released: not before the list must show what SENS took, and not while sending is forbidden. */
async function releaseAbsent(tools: DeliveryTools, claim: Claim, approval: ApprovalItem): Promise<boolean> {
  const now = tools.now();
  const facts = { leaseUntilMs: Date.parse(claim.lease_until), lookedAtMs: now.getTime() };
  if (!isAbsentForGood(facts) || !(await tools.store.releaseAbsent(claim, approval, now))) return false;
  const reason = `${claim.reason ?? 'SENS did not take it'}; its list does not show it: due again`;
  tools.emit('send_released', { ...claimFields(claim), reason });
  return true;
}

/** Reported once; but whether an operator may have it sent again depends on the last empty look, so it is written down. */
async function lookedAgain(tools: DeliveryTools, claim: Claim): Promise<'absent-before' | 'moved'> {
  const [leaseUntilMs, lookedAtMs] = [Date.parse(claim.lease_until), Date.parse(claim.updated_at)];
  if (isAbsentForGood({ leaseUntilMs, lookedAtMs })) return 'absent-before';
  const note = { reason: absentReason, isClosed: false };
  return (await tools.store.note(claim, note, tools.now())) ? 'absent-before' : 'moved';
}

/** Log before writing: a crash in between repeats the log line but never loses it. */
async function noteAbsent(tools: DeliveryTools, claim: Claim): Promise<Resolution> {
  const reason =
    "SENS's list does not show it: it was most likely not sent, and only an operator may send it again";
  tools.emit('reconcile_absent', { ...claimFields(claim), reason });
  const note = { reason: absentReason, isClosed: false };
  return (await tools.store.note(claim, note, tools.now())) ? 'absent' : 'moved';
}
