import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliWorld, startCliWorld } from '../support/cli-world.ts';
import { type CliRun, cliFile, spawnCli } from '../support/spawn-cli.ts';

let world: CliWorld;

beforeAll(async () => {
  world = await startCliWorld();
});

afterAll(() => world.stop());

/** A failure is one sentence on what, one on what is true now, one on what to do; and nothing on stdout. */
function expectTold(run: CliRun, exitCode: number, what: RegExp): void {
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({
    exitCode,
    stderr: expect.stringMatching(what),
  });
  expect(run.stderr).toMatch(/\n {2}Now: {2}\S/);
  expect(run.stderr).toMatch(/\n {2}Next: \S/);
  expect(run.stderr).not.toMatch(/\n\s+at .*\.js:\d+/);
}

function writesOf(): string[] {
  const writes = /^(Enable|Disable|Put|Delete|Update|TransactWrite)/;
  return world.sandbox
    .inspect()
    .calls.map(({ operation }) => operation)
    .filter((operation) => writes.test(operation));
}

describe('a command line that is wrong', () => {
  it('names an unknown flag and the one that was meant, and ends with 2', async () => {
    expectTold(await spawnCli(['preflight', '--cofnig', 'x']), 2, /unknown option '--cofnig'.*--config/i);
  });

  it('names an unknown subcommand and the one that was meant, and ends with 2', async () => {
    expectTold(await spawnCli(['prefligth']), 2, /unknown command 'prefligth'.*preflight/i);
  });

  it('names a value that does not fit its flag, and ends with 2', async () => {
    expectTold(
      await world.cli(['cutover', '--max-ticks', 'many', '--confirm', world.environment.rule]),
      2,
      /--max-ticks/,
    );
  });

  it('names a duration that is none, and ends with 2', async () => {
    expectTold(await world.cli(['preflight', '--timeout', 'soon']), 2, /--timeout "soon"/);
  });

  it('names an unknown scenario and lists the known ones, and ends with 2', async () => {
    expectTold(
      await world.cli(['rehearse', '--fault', 'earthquake']),
      2,
      /"earthquake" is no scenario[\s\S]*first-tick-fails/,
    );
  });

  it('says the same as one JSON document with --json', async () => {
    const run = await spawnCli(['preflight', '--env', 'nowhere', '--json'], { cwd: '/' });
    expect(JSON.parse(run.stdout)).toMatchObject({
      schemaVersion: 1,
      exitCode: 2,
      error: { code: 'CONFIG_NOT_FOUND' },
    });
  });
});

describe('settings that are wrong', () => {
  function withConfig(change: (text: string) => string): string {
    const path = join(world.folder, 'naver-sms.config.yaml');
    const text = `environments:
  production:
    account: "${world.environment.account}"
    region: ap-northeast-2
    rule: ${world.environment.rule}
    function: ${world.environment.function}
    relay: ${world.environment.relay}
    legacy: { rule: Every_20mins, function: naverplace_send_inform, operational: false }
    evidence: evidence/VALIDATION.md
`;
    writeFileSync(path, change(text));
    return path;
  }

  const preflight = (more: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
    spawnCli(['preflight', ...more], { cwd: world.folder, env: { ...world.env, ...env } });

  it('names file and line of an unknown configuration key, and ends with 2', async () => {
    withConfig((text) => `${text}    colour: blue\n`);
    expectTold(
      await preflight(),
      2,
      /naver-sms\.config\.yaml:10: environments\.production\.colour: unknown key; known: account, region, rule/,
    );
  });

  it('refuses the credentials of another account, naming both, and ends with 2', async () => {
    withConfig((text) => text.replace(world.environment.account, '999999999999'));
    const run = await preflight(['--evidence', 'other/VALIDATION.md']);
    expectTold(run, 2, /999999999999/);
    expect(run.stderr).toContain(world.environment.account);
    expect(existsSync(join(world.folder, 'other'))).toBe(false);
  });

  it('keeps what is not AWS out of the default evidence, and ends with 2', async () => {
    withConfig((text) => text);
    expectTold(await preflight(), 2, /evidence/i);
    expect(existsSync(join(world.folder, 'evidence', 'VALIDATION.md'))).toBe(false);
  });

  it('says that credentials are missing, and ends with 2', async () => {
    const { AWS_ENDPOINT_URL } = world.env;
    const run = await spawnCli(['preflight', '--env', 'sandbox'], {
      cwd: world.folder,
      env: { AWS_ENDPOINT_URL },
    });
    expectTold(run, 2, /credentials/i);
  });

  it('says that the endpoint cannot be reached, and ends with 5', async () => {
    const port = await closedPort();
    const run = await world.cli(['preflight'], { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
    expectTold(run, 5, new RegExp(`127\\.0\\.0\\.1:${port}|reach`));
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('evidence that cannot be written', () => {
  const cutover = (file: string) =>
    world.cli(['cutover', '--evidence', file, '--confirm', world.environment.rule]);

  it('refuses a VALIDATION.md that it did not begin, leaves it as it was, and ends with 2', async () => {
    const file = join(world.folder, 'foreign', 'VALIDATION.md');
    mkdirSync(dirname(file));
    writeFileSync(file, '# Validation\n\nVALIDATION PASSED (invented)\n');
    const before = writesOf().length;
    expectTold(await cutover(file), 2, /VALIDATION\.md/);
    expect(readFileSync(file, 'utf8')).toBe('# Validation\n\nVALIDATION PASSED (invented)\n');
    expect(writesOf().length).toBe(before);
  });

  it('refuses an evidence path that cannot be read, and ends with 2', async () => {
    const file = join(world.folder, 'unreadable', 'VALIDATION.md');
    mkdirSync(file, { recursive: true });
    const before = writesOf().length;
    expectTold(await cutover(file), 2, /unreadable.*cannot be read: it is a folder/);
    expect(writesOf().length).toBe(before);
  });

  it('changes nothing on a full disk, and ends with 2', async (context) => {
    const script =
      'mount -t tmpfs -o size=16k tmpfs "$1" && dd if=/dev/zero of="$1/full" bs=1k 2>/dev/null; shift; exec "$@"';
    const disk = join(world.folder, 'disk');
    mkdirSync(disk);
    if (!(await canMount())) {
      context.skip('this machine lets no test mount a small disk (unshare -rm)');
    }
    const before = writesOf().length;
    const words = [
      process.execPath,
      cliFile,
      'cutover',
      '--env',
      'sandbox',
      '--evidence',
      join(disk, 'VALIDATION.md'),
      '--confirm',
      world.environment.rule,
    ];
    const run = await capture('unshare', ['-rm', 'sh', '-c', script, 'sh', disk, ...words]);
    expectTold(run, 2, /space|ENOSPC/i);
    expect(writesOf().length).toBe(before);
  });

  async function canMount(): Promise<boolean> {
    return (await capture('unshare', ['-rm', 'true'])).exitCode === 0;
  }

  async function capture(file: string, words: readonly string[]): Promise<CliRun> {
    const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...world.env };
    const { exitCode, stdout, stderr } = await execa(file, words, {
      reject: false,
      extendEnv: false,
      stdin: 'ignore',
      env,
    });
    return { exitCode, stdout, stderr };
  }
});
