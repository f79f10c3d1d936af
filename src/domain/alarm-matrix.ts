/* What an alarm test found: alarms by hops, each cell with its verdict, its time and what proves it. */
import * as z from 'zod';
import { inconclusive, pass, type Verdict, worstOf } from './verdict.ts';

/** The hops of an alarm's way to people, in their order. `lint` comes before anything is forced. */
export const hops = ['lint', 'changed', 'action', 'slack', 'telegram', 'restored'] as const;
export type Hop = (typeof hops)[number];

export const channels = ['slack', 'telegram'] as const satisfies readonly Hop[];
export type Channel = (typeof channels)[number];

const verdictSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pass') }),
  z.object({ state: z.literal('fail'), reason: z.string() }),
  z.object({ state: z.literal('inconclusive'), reason: z.string() }),
]);

const cellSchema = z.object({
  verdict: verdictSchema,
  /** What is worth knowing of a cell that passed; null otherwise. */
  remark: z.string().nullable(),
  /** Milliseconds since the hop before; null where it was not measured, or the clocks contradict one another. */
  latencyMs: z.number().nullable(),
  /** Whose clocks the latency was taken from, as `cloudwatch to relay`. */
  clock: z.string().nullable(),
  /** UTC ISO, by the later of these clocks. */
  at: z.string().nullable(),
  /** A channel's receipt, a history entry, a request id. */
  proof: z.string().nullable(),
});
export type HopCell = z.output<typeof cellSchema>;

const rowSchema = z.object({
  alarm: z.string(),
  nonce: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** A channel that was not asked for is absent. */
  cells: z.object({
    lint: cellSchema,
    changed: cellSchema,
    action: cellSchema,
    slack: cellSchema.optional(),
    telegram: cellSchema.optional(),
    restored: cellSchema,
  }),
});
export type MatrixRow = z.output<typeof rowSchema>;

/** As it stands in the ledger and in `data.matrix` of --json. */
export const alarmMatrixSchema = z.object({
  channels: z.array(z.enum(channels)),
  rows: z.array(rowSchema),
});
export type AlarmMatrix = z.output<typeof alarmMatrixSchema>;

/** A cell without a time: a hop that failed, or was not looked at. */
export function unmeasured(verdict: Verdict, remark: string | null = null): HopCell {
  return { verdict, remark, latencyMs: null, clock: null, at: null, proof: null };
}

export interface Measured {
  readonly fromMs: number;
  readonly toMs: number;
  /** Whose clocks, as `cloudwatch to relay`. */
  readonly clock: string;
  readonly proof: string;
  readonly remark?: string | null;
}

/** A cell that passed. Where the end is before the begin, no latency is claimed: the two clocks differ. */
export function passedAt({ fromMs, toMs, clock, proof, remark = null }: Measured): HopCell {
  const latencyMs = Math.round(toMs - fromMs);
  return {
    verdict: pass,
    remark,
    latencyMs: latencyMs < 0 ? null : latencyMs,
    clock,
    at: new Date(toMs).toISOString(),
    proof,
  };
}

/** The cells of a row in the order of the hops; channels that were not asked for are left out. */
export function cellsOf({ cells }: MatrixRow): readonly (readonly [Hop, HopCell])[] {
  return hops.flatMap((hop) => {
    const cell = cells[hop];
    return cell ? [[hop, cell] as const] : [];
  });
}

/** The verdict over every cell. Without an alarm nothing was shown. */
export function matrixVerdict({ rows }: AlarmMatrix): Verdict {
  if (rows.length === 0) return inconclusive('there is no alarm to test');
  return worstOf(rows.flatMap((row) => cellsOf(row).map(([, { verdict }]) => verdict)));
}

/** One sentence about some hops of some alarms. */
export interface MatrixNote {
  readonly hops: readonly Hop[];
  readonly state: Verdict['state'];
  readonly text: string;
  readonly alarms: readonly string[];
}

/** Why cells did not pass, then what is worth knowing of those that did; the same sentence is said once. */
export function matrixNotes({ rows }: AlarmMatrix): readonly MatrixNote[] {
  const ofHops = gathered(
    rows.flatMap((row) => cellsOf(row).flatMap(([hop, cell]) => noteOf(row.alarm, hop, cell) ?? [])),
    ({ hops: [hop], state, text }) => JSON.stringify([hop, state, text]),
  );
  const notes = gathered(ofHops, ({ state, text, alarms }) => JSON.stringify([state, text, alarms]));
  const weight = { fail: 0, inconclusive: 1, pass: 2 } as const;
  return notes.toSorted((one, other) => weight[one.state] - weight[other.state]);
}

function noteOf(alarm: string, hop: Hop, { verdict, remark }: HopCell): MatrixNote | null {
  const text = verdict.state === 'pass' ? remark : verdict.reason;
  return text === null ? null : { hops: [hop], state: verdict.state, text, alarms: [alarm] };
}

/** Notes of one key as one, in the order of the first of each. */
function gathered(notes: readonly MatrixNote[], keyOf: (note: MatrixNote) => string): readonly MatrixNote[] {
  const groups = new Map<string, MatrixNote[]>();
  for (const note of notes) groups.set(keyOf(note), [...(groups.get(keyOf(note)) ?? []), note]);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const hopsOf = new Set(group.flatMap((note) => note.hops));
    const alarmsOf = new Set(group.flatMap((note) => note.alarms));
    return [{ ...first, hops: [...hopsOf], alarms: [...alarmsOf] }];
  });
}
