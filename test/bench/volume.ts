import type { Figure } from './measure.ts';
import { measureVolume, type VolumeRun } from './measure-volume.ts';
import type { VolumeSize } from './plan-volume.ts';
import { costPerThousand } from './volume-cost.ts';

/** The pause between two calls to the booking host that is configured, milliseconds. */
const politenessMs = 1_000;
const chain: VolumeSize = { stores: 8, bookingsPerStore: 200 };
const sizes: readonly VolumeSize[] = [
  chain,
  { stores: 50, bookingsPerStore: 200 },
  { stores: 100, bookingsPerStore: 200 },
  { stores: 1_000, bookingsPerStore: 50 },
];
/** DynamoDB's transactions take longer than its reads; these are answers of a slow day, milliseconds. */
const slowTablesMs = [20, 50] as const;
const aim = 'under 285 s';

/**
 * One run of the real bundle at each size, behind neighbours as slow as real ones. The politeness pause is kept at the
 * smallest size; at the others it is left out, since it is one second for each call to the booking host and would last
 * for hours. Takes about ten minutes.
 */
export async function benchVolume(): Promise<readonly Figure[]> {
  const polite = await measureVolume(chain, politenessMs);
  const runs: VolumeRun[] = [];
  for (const size of sizes) runs.push(await measureVolume(size, 0));
  const slow: Figure[] = [];
  for (const tableMs of slowTablesMs) {
    const run = await measureVolume(chain, 0, tableMs);
    slow.push({ what: `Volume ${run.name}, a table of ${tableMs} ms`, measured: times(run), aim });
  }
  return [
    { what: `Volume ${polite.name}, politeness 1 s`, measured: times(polite), aim },
    ...runs.map((run) => ({ what: `Volume ${run.name}, no politeness`, measured: times(run), aim })),
    ...slow,
    ...runs.map((run) => ({
      what: `Calls at ${run.name}`,
      measured: callsOf(run),
      aim: 'the same at every size',
    })),
    ...runs.map((run) => ({ what: `Cost at ${run.name}`, measured: costPerThousand(run), aim: 'reported' })),
    ...growth(runs),
  ];
}

function times(run: VolumeRun): string {
  const { readMs, decideMs, sendMs, totalMs, peakMb } = run;
  return `${seconds(totalMs)} (read ${seconds(readMs)}, decide ${seconds(decideMs)}, send ${seconds(sendMs)}), peak RSS ${peakMb} MB`;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

function callsOf({ calls, bookings, messages }: VolumeRun): string {
  const operations = [...calls.operations].map(([name, count]) => `${name} ${count}`).join(', ');
  return (
    `per 1,000 bookings ${perThousand(calls.booking, bookings)} to the booking host, ${perThousand(calls.dynamodb, bookings)} to DynamoDB; ` +
    `per message ${(calls.sens / messages).toFixed(2)} to SENS; DynamoDB: ${operations}`
  );
}

const perThousand = (count: number, bookings: number): string => ((count * 1_000) / bookings).toFixed(0);

/** What doubling the stores does, from 50 to 100 stores of the same size. */
function growth(runs: readonly VolumeRun[]): readonly Figure[] {
  const [, half, whole] = runs;
  if (!half || !whole) return [];
  const ratio = (field: 'readMs' | 'decideMs' | 'sendMs' | 'totalMs' | 'peakMb') =>
    `${field.replace('Ms', '').replace('peakMb', 'peak RSS')} ${(whole[field] / half[field]).toFixed(2)}x`;
  const measured = (['readMs', 'decideMs', 'sendMs', 'totalMs', 'peakMb'] as const).map(ratio).join(', ');
  return [{ what: 'Twice the stores, 50 to 100 of 200 bookings', measured, aim: '2x' }];
}
