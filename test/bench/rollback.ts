import { execa } from 'execa';
import { startCliWorld } from '../support/cli-world.ts';
import { spawnCli } from '../support/spawn-cli.ts';
import { type Figure, median } from './measure.ts';

const rounds = 7;

/** A whole rollback, evidence included, against disable-rule and describe-rule by the `aws` command line. */
export async function benchRollback(): Promise<readonly Figure[]> {
  const what = 'rollback, evidence included, against `aws events disable-rule` and `describe-rule`';
  const aim = '0.35x';
  const world = await startCliWorld();
  try {
    const env = { AWS_DEFAULT_REGION: world.environment.region, ...world.env };
    const aws = (operation: string) =>
      execa('aws', ['events', operation, '--name', world.environment.rule], { env });
    const awsPair = () => timed(async () => [await aws('disable-rule'), await aws('describe-rule')]);
    if (!(await isInstalled('aws'))) {
      return [{ what, measured: 'NOT MEASURED: the `aws` command line is not on this machine', aim }];
    }
    await awsPair();
    const ours = () =>
      timed(async () => {
        const run = await spawnCli(['rollback', '--env', 'sandbox', '--reason', 'bench'], {
          cwd: world.folder,
          env: world.env,
        });
        if (run.exitCode !== 0)
          throw new Error(`rollback ended with ${run.exitCode}: ${run.stderr.slice(-500)}`);
      });
    await ours();
    const pairs: { ours: number; aws: number }[] = [];
    for (let round = 0; round < rounds; round += 1) pairs.push({ ours: await ours(), aws: await awsPair() });
    const ratio = median(pairs.map((pair) => pair.ours / pair.aws));
    const [oursMs, awsMs] = [median(pairs.map((pair) => pair.ours)), median(pairs.map((pair) => pair.aws))];
    return [
      {
        what,
        measured: `${ratio.toFixed(2)}x (${oursMs.toFixed(0)} ms against ${awsMs.toFixed(0)} ms)`,
        aim,
      },
    ];
  } finally {
    await world.stop();
  }
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

async function isInstalled(file: string): Promise<boolean> {
  const { code } = await execa(file, ['--version'], { reject: false });
  return code !== 'ENOENT';
}
