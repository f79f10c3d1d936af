import type { SandboxContext } from './sandbox-context.ts';
import { chanceOf, seededChance, seededId } from './time/seeded-chance.ts';
import { VirtualClock } from './time/virtual-clock.ts';

export interface ContextOptions {
  readonly account: string;
  readonly region: string;
  readonly seed: number;
  readonly realTime: boolean;
  readonly startMs?: number;
}

export interface OpenContext {
  readonly context: SandboxContext;
  readonly problems: readonly string[];
  /** Runs what was registered with onStop, last first, and stops the clock. */
  close(): Promise<void>;
}

/** The clock, chance and bookkeeping that all parts of one sandbox share. */
export function openContext(options: ContextOptions): OpenContext {
  const problems: string[] = [];
  const stops: { readonly name: string; readonly act: () => void | Promise<void> }[] = [];
  const reportProblem = (where: string, cause: unknown): void => {
    problems.push(`${where}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
  };
  const clock = new VirtualClock({
    realTime: options.realTime,
    onProblem: reportProblem,
    ...(options.startMs === undefined ? {} : { startMs: options.startMs }),
  });
  const random = seededChance(options.seed);
  const context: SandboxContext = {
    account: options.account,
    region: options.region,
    clock,
    nowMs: () => clock.nowMs(),
    random,
    chanceOf: (name) => chanceOf(options.seed, name),
    newId: () => seededId(random),
    schedule: (atMs, name, act) => clock.schedule(atMs, name, act),
    flights: clock.flights,
    onStop: (name, act) => stops.push({ name, act }),
    reportProblem,
  };
  const close = async (): Promise<void> => {
    clock.stop();
    for (const { name, act } of stops.toReversed()) {
      try {
        await act();
      } catch (cause) {
        reportProblem(`stop of ${name}`, cause);
      }
    }
  };
  return { context, problems, close };
}
