import { randomUUID } from 'node:crypto';
import type { ApprovalItem } from '../src/domain/control-item.ts';
import type { DueMessages } from './due-messages.ts';
import type { OpenedRun, Run } from './open-run.ts';
import { findForeignSends } from './record/find-foreign-sends.ts';
import { followDelivery } from './record/follow-delivery.ts';
import { recordMissed } from './record/record-missed.ts';
import { recordVanished, type VanishedOrder } from './record/record-vanished.ts';
import { type DeliveryReport, deliver, politeSendGapMs } from './send/deliver.ts';
import { type DeliveryTools, deliveryTools } from './send/delivery-tools.ts';
import { writeShadow } from './shadow/write-shadow.ts';
import { readRecords, recordId } from './sms-table/read-records.ts';
import type { RunTally } from './summary/run-tally.ts';

/** The step "claim, send, record", as far as this run may go: live sends, shadow writes beside, off leaves all as it is. */
export async function claimAndSend(run: Run, opened: OpenedRun, messages: DueMessages): Promise<void> {
  const { context, approval } = opened;
  const tools = deliveryTools(context, randomUUID());
  if (context.mode === 'shadow') await writeShadow(context, messages.due);
  else if (context.mode === 'off' || !approval) run.tally.leftOver = messages.due.length;
  else {
    await sendLive(tools, run.tally, {
      messages,
      approval,
      completedDaysBack: run.program.settings.completedDaysBack,
      recordOf: async ({ booking_num, phone }) => {
        const key = { bookingNum: booking_num, phone };
        return (await readRecords(context, [key])).get(recordId(key)) ?? null;
      },
    });
  }
  if (isWriting(run) && context.mayClaim()) run.tally.undelivered = (await followDelivery(tools)).undelivered;
}

/** What was accepted is followed in every mode, but by no run that somebody invoked in order to look. */
const isWriting = (run: Run): boolean => run.trigger.kind === 'schedule' || run.trigger.kind === 'replay';

export interface LiveOrder extends Pick<VanishedOrder, 'completedDaysBack' | 'recordOf'> {
  readonly messages: DueMessages;
  readonly approval: ApprovalItem;
}

/** Sends what is due, as the only sender. Throws where a person must see to it; the tally says what was sent before. */
export async function sendLive(tools: DeliveryTools, tally: RunTally, order: LiveOrder): Promise<void> {
  const { messages, approval } = order;
  await refuseBesideAnotherSender(tools, messages, approval);
  tally.missed = await recordMissed(tools, messages.missed);
  tally.missed += await recordVanished(tools, { ...order, due: messages.due });
  noteDelivery(tally, await deliver(tools, { due: messages.due, approval, minGapMs: politeSendGapMs }));
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

/** Throws where the sending ended for a reason that a person must see to. */
function noteDelivery(tally: RunTally, report: DeliveryReport): void {
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
