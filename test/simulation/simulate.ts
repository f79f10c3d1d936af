import { once } from 'node:events';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { excuseNames } from './excuses.ts';
import { type SeedResult, simulateSeed } from './simulate-seed.ts';

/*
 * `npm run simulate`: ten thousand stories of the send path on two cores.
 * `npm run simulate -- --seed N`: the story of one seed, step by step. Ends with 1 where a promise was broken.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '2' },
  },
});
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

process.exitCode = values.seed === undefined ? await simulateMany() : await replay(Number(values.seed));

async function replay(seed: number): Promise<number> {
  const { log, broken } = await simulateSeed(seed, { withLog: true });
  for (const line of log) say(line);
  say(broken.length === 0 ? `seed ${seed}: every promise held` : `seed ${seed}:\n  ${broken.join('\n  ')}`);
  return Math.sign(broken.length);
}

async function simulateMany(): Promise<number> {
  const startedMs = performance.now();
  const [from, count, workers] = [Number(values.from), Number(values.count), Number(values.workers)];
  const totals = { seeds: 0, messages: 0, obligations: 0, runs: 0, broken: 0 };
  const covered = new Map<string, number>();
  const shares = Array.from({ length: workers }, async (_, index) => {
    const worker = new Worker(new URL('./simulate-range.ts', import.meta.url), {
      workerData: { from: from + index, to: from + count - 1, step: workers },
    });
    worker.on('message', (result: SeedResult) => {
      totals.seeds += 1;
      totals.messages += result.messages;
      totals.obligations += result.obligations;
      totals.runs += result.runs;
      for (const excuse of result.excused) covered.set(excuse, (covered.get(excuse) ?? 0) + 1);
      if (result.broken.length === 0) return;
      totals.broken += 1;
      say(`seed ${result.seed} broke: ${result.broken.join(' | ')}`);
      say(`  replay it: npm run simulate -- --seed ${result.seed}`);
    });
    const [code] = await once(worker, 'exit');
    if (code !== 0) throw new Error(`a worker ended with ${code}`);
  });
  await Promise.all(shares);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  say(
    `${totals.seeds} seeds, ${totals.runs} runs, ${totals.messages} messages in ${seconds} s on ${workers} workers: ${totals.broken} seeds broke a promise`,
  );
  for (const excuse of excuseNames) {
    say(`  of ${totals.obligations} due, nothing is known of ${covered.get(excuse) ?? 0}: ${excuse}`);
  }
  return totals.seeds === count && totals.broken === 0 ? 0 : 1;
}
