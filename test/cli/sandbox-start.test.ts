import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cliFile, spawnCli } from '../support/spawn-cli.ts';

/* `naver-sms sandbox start` in the foreground, with other people's clients and our own pointed at it. */

let folder: string;
let server: ReturnType<typeof startServer>;
let settings: Record<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'naver-sms-sandbox-'));
  server = startServer(folder);
  settings = await printedSettings(server);
});

afterEach(async () => {
  server.kill('SIGTERM');
  await server;
  rmSync(folder, { recursive: true, force: true });
});

function startServer(cwd: string) {
  return execa(process.execPath, [cliFile, 'sandbox', 'start', '--port', '0'], {
    cwd,
    reject: false,
  });
}

/** The `export NAME=value` lines that the screen tells to copy, once it says what to do with them. */
async function printedSettings({
  stdout,
  stderr,
}: ReturnType<typeof startServer>): Promise<Record<string, string>> {
  let screen = '';
  for (const stream of [stdout, stderr]) {
    stream.on('data', (chunk: Buffer) => {
      screen += chunk.toString('utf8');
    });
  }
  await expect.poll(() => screen, { timeout: 120_000 }).toContain('preflight --env sandbox');
  const exports = screen.matchAll(/export ([A-Z_]+)=(\S+)/g);
  return Object.fromEntries([...exports].map(([, name, value]) => [name, value]));
}

describe('sandbox start', () => {
  it('serves our own commands as it says, and ends with 0 on SIGTERM', async () => {
    const run = await spawnCli(['delivery', 'status', '--env', 'sandbox', '--json'], {
      cwd: folder,
      env: settings,
    });
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 0 });
    server.kill('SIGTERM');
    expect((await server).exitCode).toBe(0);
  });

  it('ends with the terminal that it was started in', async () => {
    server.kill('SIGHUP');
    expect((await server).exitCode).toBe(0);
  });

  it('lets `aws` describe, enable and disable the rule, and read logs and alarms', async (context) => {
    if ((await execa('aws', ['--version'], { reject: false })).code === 'ENOENT') {
      context.skip('the aws command is not installed');
    }
    const aws = async (...words: string[]) => {
      const { stdout } = await execa('aws', [...words, '--output', 'json'], { env: settings });
      return stdout === '' ? null : JSON.parse(stdout);
    };
    const rule = ['--name', 'naver-sms-automation-trigger'];
    expect(await aws('events', 'describe-rule', ...rule)).toMatchObject({ State: 'DISABLED' });
    await aws('events', 'enable-rule', ...rule);
    expect(await aws('events', 'describe-rule', ...rule)).toMatchObject({ State: 'ENABLED' });
    await aws('events', 'disable-rule', ...rule);
    expect(await aws('events', 'describe-rule', ...rule)).toMatchObject({ State: 'DISABLED' });
    const logs = await aws(
      'logs',
      'filter-log-events',
      '--log-group-name',
      '/aws/lambda/naverplace_send_inform_v2',
    );
    expect(Array.isArray(logs.events)).toBe(true);
    const { MetricAlarms } = await aws('cloudwatch', 'describe-alarms');
    expect(MetricAlarms.length).toBeGreaterThanOrEqual(8);
  });
});
