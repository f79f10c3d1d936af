import { toKst } from '../src/domain/kst.ts';
import { maskPhone } from '../src/domain/phone-number.ts';
import type { Run } from './open-run.ts';
import type { Decisions, RuleNotice, WithheldMessage } from './rules/decide-messages.ts';
import { addTo } from './summary/sums.ts';

type Reporting = Pick<Run, 'emit' | 'tally' | 'trigger'>;

/**
 * Reports the decisions in log and tally: what is due, what cannot be sent, what is held back, what rules tell.
 * `rejectedBefore`: due messages whose text an earlier run found impossible to send, and reported.
 */
export function reportDecisions(run: Reporting, decisions: Decisions, rejectedBefore = 0): void {
  const { emit, tally } = run;
  const { due, unsendable, withheld } = decisions;
  tally.messages.due = due.length + unsendable.length + rejectedBefore;
  tally.messages.refusedByUs = unsendable.length;
  addTo(tally.messages.skipped, 'rejected-before', rejectedBefore);
  tally.withheld = withheld.length;
  for (const message of due) {
    emit('message_due', {
      booking_num: message.bookingNum,
      kind: message.kind,
      phone_masked: maskPhone(message.phone),
      rule_name: message.ruleName,
      message_type: message.type,
    });
  }
  for (const { booking, kind, reason } of unsendable) {
    const phone_masked = maskPhone(booking.phone.key);
    emit('send_refused', { booking_num: booking.bookingNum, kind, phone_masked, reason });
  }
  reportWithheld(run, withheld);
  reportRescheduled(run, decisions.rescheduled);
  reportNotices(run, decisions.notices);
}

/** A whole backlog, or all that is too old, is one line a store: hundreds of equal ones would hide the rest of the run. */
function reportWithheld({ emit, tally }: Reporting, withheld: readonly WithheldMessage[]): void {
  const backlogs = new Map<string, { storeId: string; reason: string; messages: number }>();
  for (const { booking, kind, ruleName, reason } of withheld) {
    if (reason === 'night' || reason === 'rescheduled') {
      const phone_masked = maskPhone(booking.phone.key);
      emit('message_withheld', {
        booking_num: booking.bookingNum,
        kind,
        phone_masked,
        rule_name: ruleName,
        reason,
      });
    } else {
      const group = `${booking.storeId} ${reason}`;
      const { messages } = backlogs.get(group) ?? { messages: 0 };
      backlogs.set(group, { storeId: booking.storeId, reason, messages: messages + 1 });
    }
  }
  // What is too old waits for nobody.
  const waiting = [...backlogs.values()].filter(({ reason }) => reason !== 'too-old');
  tally.storesWithheld = new Set(waiting.map(({ storeId }) => storeId)).size;
  for (const { storeId, reason, messages } of backlogs.values()) {
    emit('store_withheld', { store_id: storeId, reason, messages });
  }
}

/** A booking that was moved has a new number, and so looks new: its customer was most likely confirmed once already. */
function reportRescheduled({ emit }: Reporting, rescheduled: Decisions['rescheduled']): void {
  for (const { bookingNum, previousBookingNum, action } of rescheduled) {
    emit('booking_rescheduled', {
      booking_num: bookingNum,
      previous_booking_num: previousBookingNum,
      action,
    });
  }
}

function reportNotices({ emit, tally, trigger }: Reporting, notices: readonly RuleNotice[]): void {
  for (const { ruleName, channel, booking, text } of notices) {
    emit('rule_noticed', {
      rule_name: ruleName,
      channel,
      store_id: booking.storeId,
      booking_num: booking.bookingNum,
      text,
    });
  }
  if (tally.mode !== 'live' || trigger.kind !== 'schedule') return;
  tally.notices = notices.flatMap(({ channel, booking, storeName, text }) =>
    channel === 'log'
      ? []
      : [{ channel, line: `${text}: ${storeName}, ${toKst(booking.startsAt)}, ${booking.bookingNum}` }],
  );
}
