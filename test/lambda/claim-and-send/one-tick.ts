import { type DueMessage, legacyFlagOf } from '../../../lambda/messages/due-message.ts';
import { followDelivery } from '../../../lambda/record/follow-delivery.ts';
import { reconcile } from '../../../lambda/record/reconcile.ts';
import { type DeliveryReport, deliver } from '../../../lambda/send/deliver.ts';
import { readRecords } from '../../../lambda/sms-table/read-records.ts';
import { recordId } from '../../../lambda/sms-table/record-key.ts';
import { type InventedBooking, inventedMessage } from './invented-messages.ts';
import type { LoggedEvent, Run, RunOptions, SendingWorld } from './sending-world.ts';

/**
 * One tick of the send path in one process: settle what is open, read the rows, decide as R1 and R2 do, send, follow up.
 * A process whose gate let it die never comes back; what it does afterwards leaves no trace, so it is not awaited.
 */
export async function oneTick(
  world: SendingWorld,
  bookings: readonly InventedBooking[],
  options: RunOptions = {},
): Promise<Run & { readonly report: DeliveryReport | 'died' | 'threw' }> {
  const run = await world.openRun(options);
  const work = tick(run, world, bookings).catch(() => 'threw' as const);
  const report = await Promise.race([work, run.gate.died.then(() => 'died' as const)]);
  return { ...run, report };
}

async function tick(
  run: Run,
  world: SendingWorld,
  bookings: readonly InventedBooking[],
): Promise<DeliveryReport> {
  await reconcile(run.tools, { approval: world.approval });
  const due = await decide(run, bookings);
  const report = await deliver(run.tools, { due, approval: world.approval, minGapMs: 0 });
  await followDelivery(run.tools);
  return report;
}

/** What the rules would find due, from the flags and the released claims alone. */
export async function decide(run: Run, bookings: readonly InventedBooking[]): Promise<readonly DueMessage[]> {
  const records = await readRecords(run.context, bookings);
  return bookings.flatMap((booking) => {
    const row = records.get(recordId(booking))?.row ?? null;
    const due = booking.kinds.filter((kind) => row === null || !row[legacyFlagOf[kind]]);
    return due.map((kind, index) =>
      inventedMessage(booking, kind, row === null && index === 0 ? 'create-row' : 'set-flag'),
    );
  });
}

/** So many further ticks, twenty minutes apart, in which nothing goes wrong. */
export async function quietTicks(
  world: SendingWorld,
  bookings: readonly InventedBooking[],
  count: number,
): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (let tickNumber = 0; tickNumber < count; tickNumber += 1) {
    world.advance(20 * 60_000);
    const { events: logged } = await oneTick(world, bookings);
    events.push(...logged);
  }
  return events;
}
