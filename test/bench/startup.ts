import { cliFile } from '../support/spawn-cli.ts';
import { compare, type Figure, timeOnce } from './measure.ts';

/** `--help` against a Node that does nothing. */
export async function benchStartup(): Promise<readonly Figure[]> {
  const env = { PATH: process.env.PATH };
  const { aMs, bMs, ratio } = await compare(
    15,
    () => timeOnce({ file: process.execPath, words: [cliFile, '--help'], env }),
    () => timeOnce({ file: process.execPath, words: ['-e', '0'], env }),
  );
  const measured = `${ratio.toFixed(2)}x (${aMs.toFixed(0)} ms against ${bMs.toFixed(0)} ms)`;
  return [{ what: '`--help` against bare `node -e 0`', measured, aim: '2x' }];
}
