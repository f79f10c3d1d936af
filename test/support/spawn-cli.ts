import { dirname, join } from 'node:path';
import { execa } from 'execa';

const root = dirname(dirname(import.meta.dirname));

/** The built binary, as npx runs it. */
export const cliFile = join(root, 'dist/cli/naver-sms.js');

export interface CliRun {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Spawns the built binary with a bare environment: nothing of the machine's own AWS settings reaches it. */
export async function spawnCli(words: readonly string[], options: SpawnOptions = {}): Promise<CliRun> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cliFile, ...words], {
    reject: false,
    extendEnv: false,
    stdin: 'ignore',
    cwd: options.cwd ?? root,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...options.env,
    },
  });
  return { exitCode, stdout, stderr };
}
