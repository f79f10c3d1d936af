import { systemClock } from '../../../src/runtime/clock.ts';
import { waitUntil } from '../../../src/runtime/wait-until.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import type { AlarmWorld } from './alarm-world.ts';

/** Does something while a call is held before its effect, then lets it go on. Throws if the call never comes. */
export async function whileHeld(
  { sandbox }: Pick<AlarmWorld, 'sandbox'>,
  fault: Fault,
  act: () => Promise<unknown>,
): Promise<void> {
  sandbox.addFault(fault);
  const call = await waitUntil({
    clock: systemClock,
    ...{ deadlineMs: 120_000, intervalMs: 5, maxIntervalMs: 20 },
    probe: async () => sandbox.inspect().heldCalls[0] ?? null,
  });
  if (call.state !== 'met') throw new Error(`${fault.service}:${fault.operation} was never held`);
  await act();
  sandbox.releaseHeld(call.value.id);
}
