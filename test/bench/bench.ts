import { cpus } from 'node:os';
import { build } from '../../bin/build.ts';
import { benchImage } from './image.ts';
import { benchLambda } from './lambda.ts';
import { benchLedger } from './ledger.ts';
import { benchLogin } from './login.ts';
import type { Figure } from './measure.ts';
import { benchRollback } from './rollback.ts';
import { benchShellVerifier } from './shell-verifier.ts';
import { benchStartup } from './startup.ts';
import { benchVolume } from './volume.ts';

/** Every benchmark by name; `npm run bench -- ledger` runs one alone. */
const benchmarks: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  startup: benchStartup,
  rollback: benchRollback,
  ledger: benchLedger,
  'shell-verifier': benchShellVerifier,
  lambda: benchLambda,
  image: benchImage,
  login: benchLogin,
};

/** Those that take minutes run only when they are named. */
const longBenchmarks: Readonly<Record<string, () => Promise<readonly Figure[]>>> = { volume: benchVolume };

const wanted = process.argv.slice(2);
await build();
console.log(
  `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}); medians; ratios hold where times do not.\n`,
);
console.log('| what | measured | aim |\n|---|---|---|');
const chosen = wanted.length === 0 ? benchmarks : { ...benchmarks, ...longBenchmarks };
for (const [name, run] of Object.entries(chosen)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const { what, measured, aim } of await run()) console.log(`| ${what} | ${measured} | ${aim} |`);
}
