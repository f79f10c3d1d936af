import { spawnSync } from 'node:child_process';

/** One line of the benchmark's answer. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly aim: string;
}

export interface TimedCommand {
  readonly file: string;
  readonly words: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Exit codes that mean that the command did its work. */
  readonly expected?: readonly number[];
}

/** Runs a command to its end; throws where it did not do its work, since the time of a failure is no figure. */
export function timeOnce({ file, words, env, cwd, expected = [0] }: TimedCommand): number {
  const started = performance.now();
  const run = spawnSync(file, [...words], { env, cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const wallMs = performance.now() - started;
  if (run.status === null || !expected.includes(run.status)) {
    throw new Error(
      `${[file, ...words].join(' ')} ended with ${run.status ?? run.signal}: ${run.stderr.slice(-800)}`,
    );
  }
  return wallMs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

/** Runs two things in turn, A B A B, after one uncounted pair; the median of each and of the ratio A/B pair by pair. */
export async function compare(
  rounds: number,
  runA: () => number | Promise<number>,
  runB: () => number | Promise<number>,
): Promise<{ readonly aMs: number; readonly bMs: number; readonly ratio: number }> {
  await runA();
  await runB();
  const pairs: { a: number; b: number }[] = [];
  for (let round = 0; round < rounds; round += 1) pairs.push({ a: await runA(), b: await runB() });
  return {
    aMs: median(pairs.map(({ a }) => a)),
    bMs: median(pairs.map(({ b }) => b)),
    ratio: median(pairs.map(({ a, b }) => a / b)),
  };
}
