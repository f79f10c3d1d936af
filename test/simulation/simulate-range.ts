import { parentPort, workerData } from 'node:worker_threads';
import { simulateSeed } from './simulate-seed.ts';

/* One worker of `npm run simulate`: its share of the seeds, one after the other. */

// What simulate.ts hands over.
const { from, to, step } = workerData as { from: number; to: number; step: number };
for (let seed = from; seed <= to; seed += step) {
  parentPort?.postMessage(await simulateSeed(seed));
}
