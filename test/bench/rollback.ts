import { execa } from 'execa';
import { type CliWorld, startCliWorld } from '../support/cli-world.ts';
import { spawnCli } from '../support/spawn-cli.ts';
import { type Figure, median } from './measure.ts';

const rounds = 7;
const aim = '0.35x';

interface Rollback {
  /** From the start of the process until the rule read back as disabled, its intent and outcome on disk. */
  readonly disabledMs: number;
  /** The whole process: three levers, proofs, announcement, section, signed head. */
  readonly wholeMs: number;
}

/** A rollback with its evidence against disable-rule and describe-rule by the `aws` command line, pair by pair. */
export async function benchRollback(): Promise<readonly Figure[]> {
  if (!(await isInstalled('aws'))) {
    return [{ what: 'rollback against `aws`', measured: 'NOT MEASURED: `aws` is not on this machine', aim }];
  }
  const world = await startCliWorld();
  try {
    await rollBack(world);
    await awsPair(world);
    const pairs: (Rollback & { awsMs: number })[] = [];
    for (let round = 0; round < rounds; round += 1) {
      pairs.push({ ...(await rollBack(world)), awsMs: await awsPair(world) });
    }
    const figure = (what: string, ours: 'disabledMs' | 'wholeMs'): Figure => {
      const ratio = median(pairs.map((pair) => pair[ours] / pair.awsMs));
      const [oursMs, awsMs] = [
        median(pairs.map((pair) => pair[ours])),
        median(pairs.map((pair) => pair.awsMs)),
      ];
      return {
        what,
        measured: `${ratio.toFixed(2)}x (${oursMs.toFixed(0)} ms against ${awsMs.toFixed(0)} ms)`,
        aim,
      };
    };
    return [
      figure(
        'rollback until the rule reads back disabled, evidence on disk, against `aws events disable-rule` + `describe-rule`',
        'disabledMs',
      ),
      figure(
        'the whole rollback (three levers, proofs, announcement, signed evidence) against the same',
        'wholeMs',
      ),
    ];
  } finally {
    await world.stop();
  }
}

async function rollBack(world: CliWorld): Promise<Rollback> {
  const { sandbox } = world;
  const callsBefore = sandbox.inspect().calls.length;
  const startedAtMs = sandbox.clock.now().getTime();
  const run = await spawnCli(['rollback', '--env', 'sandbox', '--reason', 'bench'], {
    cwd: world.folder,
    env: world.env,
  });
  const wholeMs = sandbox.clock.now().getTime() - startedAtMs;
  if (run.exitCode !== 0) throw new Error(`rollback ended with ${run.exitCode}: ${run.stderr.slice(-500)}`);
  const operations = sandbox.inspect().calls.slice(callsBefore);
  const disabledAt = operations.findIndex(({ operation }) => operation === 'DisableRule');
  const readBack = operations.slice(disabledAt).find(({ operation }) => operation === 'DescribeRule');
  if (disabledAt === -1 || !readBack) throw new Error('the rule was not disabled and read back');
  return { disabledMs: readBack.atMs - startedAtMs, wholeMs };
}

async function awsPair(world: CliWorld): Promise<number> {
  const env = { AWS_DEFAULT_REGION: world.environment.region, ...world.env };
  const started = performance.now();
  for (const operation of ['disable-rule', 'describe-rule']) {
    await execa('aws', ['events', operation, '--name', world.environment.rule], { env });
  }
  return performance.now() - started;
}

async function isInstalled(file: string): Promise<boolean> {
  const { code } = await execa(file, ['--version'], { reject: false });
  return code !== 'ENOENT';
}
