import { expect, it } from 'vitest';
import { measureVolume, type VolumeRun } from './measure-volume.ts';

/** Calls per store of up to 50 bookings, none of them far ahead: count, page, and the count without a window. */
const callsPerStore = 3;
/** The session is probed once. */
const probes = 1;
/** Claim, permission and outcome, each one transaction. */
const transactionsPerMessage = 3;

it('a run of twice the stores makes twice the calls and no more, and sends each due message', async () => {
  const small = await measureVolume({ stores: 3, bookingsPerStore: 50 }, 0);
  const large = await measureVolume({ stores: 6, bookingsPerStore: 50 }, 0);

  const transactions = ({ calls }: VolumeRun) => calls.operations.get('TransactWriteItems');
  expect([small.messages, large.messages]).toEqual([3, 6]);
  expect([small.calls.booking, large.calls.booking]).toEqual([
    3 * callsPerStore + probes,
    6 * callsPerStore + probes,
  ]);
  expect([transactions(small), transactions(large)]).toEqual([
    3 * transactionsPerMessage,
    6 * transactionsPerMessage,
  ]);
  const reads = large.calls.dynamodb - (transactions(large) ?? 0);
  // Each new booking is looked for under the other keys of its number.
  const lookUps = large.messages - small.messages;
  expect(reads - (small.calls.dynamodb - (transactions(small) ?? 0))).toBeLessThanOrEqual(2 + lookUps);
});
