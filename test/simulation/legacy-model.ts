import { composeMessage } from '../../lambda/messages/compose-message.ts';
import type { DueMessage, LegacyFlag, MessageKind } from '../../lambda/messages/due-message.ts';
import { legacyFlagOf } from '../../lambda/messages/due-message.ts';
import { kstHour, toKst } from '../../src/domain/kst.ts';
import type { Booking } from '../../src/rules/booking.ts';
import { bookingsNow, owe, type StoryWorld, settings } from './story-world.ts';

const windowMs = 2 * 60 * 60_000;

/**
 * One tick of the old function: flags first and without any condition, then the text. Its own losses are not the
 * story's subject, so nothing troubles it.
 */
export async function legacyTick(world: StoryWorld): Promise<void> {
  world.trace('legacy tick');
  for (const booking of bookingsNow(world)) {
    await world.time.sleep(world.chance.between(20, 400));
    const kinds = booking.status === 'RC03' ? beforeVisit(world, booking) : afterVisit(world, booking);
    for (const kind of kinds) {
      await world.time.sleep(world.chance.between(20, 400));
      send(world, booking, kind);
    }
  }
}

/** R1 and R2. */
function beforeVisit(world: StoryWorld, booking: Booking): readonly MessageKind[] {
  const leftMs = booking.startsAt.getTime() - world.time.nowMs;
  const row = rowOf(world, booking);
  if (!row) {
    const isSoon = leftMs > 0 && leftMs <= windowMs;
    putFirstRow(world, booking, isSoon);
    return isSoon ? ['confirm', 'guide'] : ['confirm'];
  }
  if (row.remind_sms === true || leftMs <= 0 || leftMs >= windowMs) return [];
  const kinds: MessageKind[] = row.confirm_sms === true ? ['guide'] : ['confirm', 'guide'];
  for (const kind of kinds) setFlag(world, booking, legacyFlagOf[kind]);
  return kinds;
}

/** R3. */
function afterVisit(world: StoryWorld, booking: Booking): readonly MessageKind[] {
  const row = rowOf(world, booking);
  const isEvening = kstHour(new Date(world.time.nowMs)) === 20;
  if (!row || row.option_sms === true || !isEvening || booking.optionNames.length === 0) return [];
  setFlag(world, booking, 'option_sms');
  return ['event'];
}

const rowKey = (booking: Booking) => ({ booking_num: booking.bookingNum, phone: booking.phone.key });
const rowOf = (world: StoryWorld, booking: Booking) => world.tables.get('sms', rowKey(booking));

export function putFirstRow(world: StoryWorld, booking: Booking, isReminded: boolean): void {
  world.tables.put('sms', {
    ...rowKey(booking),
    name: booking.customerName,
    booking_time: toKst(booking.startsAt),
    confirm_sms: true,
    remind_sms: isReminded,
    option_sms: false,
    option_time: '',
  });
}

function setFlag(world: StoryWorld, booking: Booking, flag: LegacyFlag): void {
  world.tables.put('sms', { ...rowOf(world, booking), [flag]: true });
}

function send(world: StoryWorld, booking: Booking, kind: MessageKind): void {
  const message = messageOf(booking, kind);
  owe(world, message);
  world.sentByLegacy.set(`${message.bookingNum}#${message.phone}#${message.kind}`, world.time.nowMs);
  const requestId = world.sens.accept(message, 'legacy');
  world.trace(`SENS takes ${requestId} (${message.phoneDigits.slice(-4)} ${kind}) from legacy`);
}

/** Its texts are ours. */
function messageOf(booking: Booking, kind: MessageKind): DueMessage {
  const store = settings.stores.find(({ id }) => id === booking.storeId);
  if (!store) throw new Error('a booking of no store');
  const composed = composeMessage({
    due: { kind, ruleName: 'legacy' },
    booking,
    store,
    template: settings.templates[kind],
    senders: settings,
    createsRow: false,
  });
  if (composed.state !== 'composed') throw new Error(composed.reason);
  return composed.message;
}
