import { randomUUID } from 'node:crypto';
import type { ApprovalItem } from '../src/domain/control-item.ts';
import { type DeliveryReport, deliver, politeSendGapMs } from './delivery/deliver.ts';
import { type DeliveryTools, deliveryTools } from './delivery/delivery-tools.ts';
import { findForeignSends } from './delivery/find-foreign-sends.ts';
import { followDelivery } from './delivery/follow-delivery.ts';
import { reconcile } from './delivery/reconcile.ts';
import { recordMissed } from './delivery/record-missed.ts';
import type { DueMessages } from './due-messages.ts';
import type { OpenedRun, Run } from './open-run.ts';
import { writeShadow } from './shadow/write-shadow.ts';

/** The step "claim, send, record", as far as this run may go: live sends, shadow writes beside, off leaves all as it is. */
export async function claimAndSend(run: Run, opened: OpenedRun, messages: DueMessages): Promise<void> {
  const { context, approval } = opened;
  if (context.mode === 'shadow') return await writeShadow(context, messages.due);
  if (context.mode === 'off' || !approval) {
    run.tally.leftOver = messages.due.length;
    return;
  }
  const tools = deliveryTools(context, randomUUID());
  await refuseBesideAnotherSender(tools, messages, approval);
  await settleEarlierRuns(run, tools);
  run.tally.missed = await recordMissed(tools, messages.missed);
  noteDelivery(run, await deliver(tools, { due: messages.due, approval, minGapMs: politeSendGapMs }));
  if (context.mayClaim()) await followDelivery(tools);
}

/** At most one live sender: two that do not know of each other send twice. */
async function refuseBesideAnotherSender(
  tools: DeliveryTools,
  { bookings, recordOf }: DueMessages,
  approval: ApprovalItem,
): Promise<void> {
  const watched = bookings.map((booking) => ({
    bookingNum: booking.bookingNum,
    phone: booking.phone.key,
    startsAt: booking.startsAt,
    confirmedAt: booking.confirmedAt,
    row: recordOf(booking).row,
  }));
  const foreign = await findForeignSends(tools, watched, new Date(approval.approvedAt));
  const [first] = foreign;
  if (!first) return;
  throw new Error(
    `another sender is at work: since our approval it marked ${foreign.length} messages as sent, ${first.kind} of ${first.bookingNum} among them; nothing was sent`,
  );
}

async function settleEarlierRuns({ tally }: Run, tools: DeliveryTools): Promise<void> {
  const settled = await reconcile(tools);
  tally.adopted = settled.adopted;
  tally.inDoubt = settled.inDoubt;
  tally.released = settled.released;
}

/** Throws where the sending ended for a reason that a person must see to. */
function noteDelivery({ tally }: Run, report: DeliveryReport): void {
  tally.accepted = report.accepted;
  tally.refused += report.refused;
  tally.inDoubt += report.inDoubt;
  tally.released += report.released;
  tally.leftOver = report.leftOver;
  const { ended } = report;
  if (ended.why === 'stopped') tally.stoppedBy = ended.reason;
  if (ended.why === 'failed') throw ended.cause;
  if (ended.why === 'key-refused' || ended.why === 'unanswered') throw new Error(ended.reason);
}
