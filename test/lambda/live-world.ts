import type { BookingInput } from '../../src/sandbox/outside/booking.ts';
import { hourMs, inventedBooking, minuteMs } from './invented-bookings.ts';
import {
  type Invoked,
  type LambdaWorld,
  type LambdaWorldOptions,
  scheduledEvent,
  startLambdaWorld,
} from './lambda-world.ts';

/** A world behind proxies, with a live approval of the bundle under test. */
export async function startLiveWorld(options: LambdaWorldOptions): Promise<LambdaWorld> {
  const world = await startLambdaWorld({ isProxied: true, ...options });
  await world.approve();
  return world;
}

/** The bookings 1 to `count`, an hour apart, whose confirmation is due now. The first starts `fromHours` later. */
export const bookingsInDays = (count: number, fromHours = 30): readonly BookingInput[] =>
  Array.from({ length: count }, (_, index) => inventedBooking(index + 1, (fromHours + index) * hourMs));

/** So many ticks, each twenty minutes after what went before. */
export async function ticks(world: LambdaWorld, count: number): Promise<readonly Invoked[]> {
  const runs = [];
  for (let tick = 0; tick < count; tick += 1) {
    world.advance(20 * minuteMs);
    runs.push(await world.invoke(scheduledEvent));
  }
  return runs;
}
