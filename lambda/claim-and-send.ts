import { randomUUID } from 'node:crypto';
import type { ApprovalItem } from '../src/domain/control-item.ts';
import type { DueMessages } from './due-messages.ts';
import type { DueMessage } from './messages/due-message.ts';
import type { OpenedRun, Run } from './open-run.ts';
import type { WatchedBooking } from './record/find-foreign-sends.ts';
import { followDelivery } from './record/follow-delivery.ts';
import { holdBackForeign } from './record/hold-back-foreign.ts';
import { postponeUnclaimed } from './record/postpone-unclaimed.ts';
import { recordMissed } from './record/record-missed.ts';
import { recordVanished } from './record/record-vanished.ts';
import { recordRejected } from './record/rejected-messages.ts';
import { type DeliveryReport, deliver } from './send/deliver.ts';
import { type DeliveryTools, deliveryTools } from './send/delivery-tools.ts';
import { inSendOrder } from './send/send-order.ts';
import { writeShadow } from './shadow/write-shadow.ts';
import type { RunTally } from './summary/run-tally.ts';
import { addTo } from './summary/sums.ts';

/** The step "claim, send, record", as far as this run may go: live sends, shadow writes beside, off leaves all as it is. */
export async function claimAndSend(run: Run, opened: OpenedRun, messages: DueMessages): Promise<void> {
  const { context, approval, charge } = opened;
  const { sendIntervalMs, settings } = run.program;
  const { completedDaysBack } = settings;
  const tools = deliveryTools(context, randomUUID());
  if (context.mode === 'shadow') {
    await writeShadow(context, messages.due);
    addTo(run.tally.messages.skipped, 'shadow', messages.due.length);
  } else if (context.mode === 'off' || !approval) {
    addTo(run.tally.messages.skipped, 'not-live', messages.due.length);
  } else {
    const since = charge.since ?? new Date(approval.approvedAt);
    await sendLive(tools, run.tally, { messages, approval, since, completedDaysBack, sendIntervalMs });
  }
  if (!isWriting(run)) return;
  if (context.mode !== 'live') await recordUnsent(tools, run.tally, { messages, completedDaysBack });
  if (context.mayClaim()) await followInto(run.tally, tools);
}

/** Notes how accepted messages ended. Throws if a table fails. */
export async function followInto({ earlier }: RunTally, tools: DeliveryTools): Promise<void> {
  const followed = await followDelivery(tools);
  earlier.undelivered = followed.undelivered;
  earlier.unfollowed = followed.unfollowed;
  if (followed.listUnread !== null) earlier.listUnread = 1;
}

/** What was begun or accepted is followed in every mode, but by no run that somebody invoked in order to look. */
const isWriting = (run: Run): boolean => run.trigger.kind === 'schedule' || run.trigger.kind === 'replay';

export interface RecordOrder {
  readonly messages: DueMessages;
  readonly completedDaysBack: number;
}

/** All that a run does which may not send: it counts what was missed meanwhile, if we are still answerable for it. */
export async function recordUnsent(tools: DeliveryTools, tally: RunTally, order: RecordOrder): Promise<void> {
  tally.earlier.missed += await recordMissed(tools, order.messages.missed);
  await recordOpenEnds(tools, tally, order);
}

/** Reports earlier messages that can no longer be sent. Sends nothing: after a rollback it is all that we do. */
export async function recordOpenEnds(
  tools: DeliveryTools,
  tally: RunTally,
  { messages: { due }, completedDaysBack }: RecordOrder,
): Promise<void> {
  tally.earlier.missed += await recordVanished(tools, { due, completedDaysBack });
}

export interface LiveOrder extends RecordOrder {
  readonly approval: ApprovalItem;
  /** From when on we are the only sender. */
  readonly since: Date;
  /** Least time between the starts of two sends, milliseconds. */
  readonly sendIntervalMs: number;
}

/** Sends what is due, as the only sender. Throws where a person must see to it; the tally says what was sent before. */
export async function sendLive(tools: DeliveryTools, tally: RunTally, order: LiveOrder): Promise<void> {
  const { messages, approval, sendIntervalMs } = order;
  let due: readonly DueMessage[];
  try {
    due = await holdBackForeign(tools, tally, {
      ...messages,
      bookings: watched(messages),
      since: order.since,
    });
    await recordRejected(tools, messages.unsendable);
    tally.earlier.missed = await recordMissed(tools, messages.missed);
    await recordOpenEnds(tools, tally, order);
  } catch (cause) {
    await postponeAll(tools, tally, order);
    throw cause;
  }
  const report = await deliver(tools, { due, approval, minGapMs: sendIntervalMs });
  noteDelivery(tally, report);
  if (report.ended.why === 'stopped' && isOver(approval, tools.now())) noteEnd(tally, approval, report);
  const { ended } = report;
  const left = {
    messages: report.unclaimed,
    reason: `postponed: ${ended.why === 'complete' ? 'its row changed meanwhile' : ended.reason}`,
    isHalted: ended.why === 'stopped' || ended.why === 'account',
    completedDaysBack: order.completedDaysBack,
  };
  try {
    tally.writtenDown += await postponeUnclaimed(tools, left);
  } finally {
    // What ended the sending is the first cause.
    refuseBadEnd(report);
  }
}

/** Sending was never attempted; everything stays pending until an operator steps in. */
async function postponeAll(tools: DeliveryTools, tally: RunTally, order: LiveOrder): Promise<void> {
  const { due } = order.messages;
  tally.messages.skipped.delete('foreign-row');
  tally.messages.postponed = due.length;
  const left = {
    messages: inSendOrder(due),
    reason: 'postponed: its run failed before it sent anything',
    isHalted: true,
    completedDaysBack: order.completedDaysBack,
  };
  // The run fails all the same, with its first cause.
  tally.writtenDown += await postponeUnclaimed(tools, left).catch(() => 0);
}

function watched({ bookings, recordOf }: DueMessages): readonly WatchedBooking[] {
  return bookings.map((booking) => ({
    bookingNum: booking.bookingNum,
    phone: booking.phone.key,
    startsAt: booking.startsAt,
    confirmedAt: booking.confirmedAt,
    row: recordOf(booking).row,
  }));
}

const isOver = ({ until }: ApprovalItem, now: Date): boolean => until !== null && now >= new Date(until);

/** An approval that ends while its messages are being sent is no stop on purpose. */
function noteEnd(tally: RunTally, { until }: ApprovalItem, { postponed }: DeliveryReport): void {
  tally.modeReason = `the approval lapsed at ${until}, while the run was sending`;
  // The message at which it was found is released, the others were not tried.
  tally.unsentAfterEnd = postponed + 1;
}

function noteDelivery(tally: RunTally, report: DeliveryReport): void {
  const { messages } = tally;
  messages.accepted = report.accepted;
  messages.refusedBySens = report.refused;
  messages.inDoubt = report.inDoubt;
  messages.released = report.released;
  messages.postponed = report.postponed;
  for (const [reason, count] of report.skipped) addTo(messages.skipped, reason, count);
  if (report.ended.why === 'stopped') tally.stoppedBy = report.ended.reason;
  if (report.ended.why === 'throttled') tally.throttled = 1;
}

/** Throws where the sending ended for a reason that a person must see to. */
function refuseBadEnd({ ended }: DeliveryReport): void {
  if (ended.why === 'failed') throw ended.cause;
  if (ended.why === 'account' || ended.why === 'unanswered') throw new Error(ended.reason);
}
