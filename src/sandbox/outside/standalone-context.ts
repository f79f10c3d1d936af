import type { SandboxContext } from '../sandbox-context.ts';
import { chanceOf, seededChance, seededId } from '../time/seeded-chance.ts';
import { VirtualClock } from '../time/virtual-clock.ts';

export interface StandaloneOptions {
  readonly account?: string;
  readonly region?: string;
  readonly seed?: number;
  /** Where virtual time begins; default now. It then flows as real time and never jumps. */
  readonly startMs?: number;
  /** Replaces the clock above, for tests that move time themselves. Milliseconds since the epoch. */
  readonly nowMs?: () => number;
}

export interface StandaloneContext extends SandboxContext {
  /** Background failures so far. */
  readonly problems: readonly string[];
  /** Runs what was registered with onStop, last first. */
  stop(): Promise<void>;
}

/** A context for one part of the sandbox on its own, without the AWS front. */
export function standaloneContext(options: StandaloneOptions = {}): StandaloneContext {
  const chance = seededChance(options.seed ?? 1);
  const problems: string[] = [];
  const stops: (() => void | Promise<void>)[] = [];
  const reportProblem = (where: string, cause: unknown): void => {
    problems.push(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`);
  };
  const clock = new VirtualClock({
    realTime: true,
    onProblem: reportProblem,
    ...(options.startMs === undefined ? {} : { startMs: options.startMs }),
  });
  return {
    account: options.account ?? '000000000000',
    region: options.region ?? 'ap-northeast-2',
    clock,
    flights: clock.flights,
    nowMs: options.nowMs ?? (() => clock.nowMs()),
    random: chance,
    chanceOf: (name) => chanceOf(options.seed ?? 1, name),
    newId: () => seededId(chance),
    schedule: (atMs, name, act) => clock.schedule(atMs, name, act),
    onStop: (_name, act) => stops.push(act),
    reportProblem,
    problems,
    stop: async () => {
      for (const act of stops.toReversed()) await act();
      clock.stop();
    },
  };
}
