import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A Runtime API of our own, apart from the sandbox's: the loop must fit the documented wire, not one server. */
let server: Server;
let posts: { path: string; body: Record<string, unknown>; type: string | undefined }[];
let queue: unknown[];
let idle: PromiseWithResolvers<void>;
let folder: string;
let child: ChildProcess | null;
let said: string;

beforeEach(async () => {
  posts = [];
  queue = [];
  child = null;
  said = '';
  idle = Promise.withResolvers();
  folder = mkdtempSync(join(tmpdir(), 'naver-sms-bundle-'));
  cpSync(join(import.meta.dirname, '../../dist/lambda'), folder, { recursive: true });
  let handedOut = 0;
  server = createServer(async (request, response) => {
    const path = String(request.url).replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      if (queue.length === 0) return idle.resolve();
      handedOut += 1;
      response.setHeader('lambda-runtime-aws-request-id', `r-${handedOut}`);
      response.setHeader('lambda-runtime-deadline-ms', String(Date.now() + 60_000));
      return response.end(JSON.stringify(queue.shift()));
    }
    const type = request.headers['lambda-runtime-function-error-type'];
    posts.push({
      path,
      body: JSON.parse(await text(request)),
      type: type === undefined ? type : String(type),
    });
    response.writeHead(202).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  child?.kill('SIGKILL');
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

function start(): Promise<number | null> {
  const { port } = server.address() as AddressInfo; // A TCP server that listens has an AddressInfo.
  const env = { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`, AWS_REGION: 'ap-northeast-2', TZ: ':UTC' };
  const started = spawn(process.execPath, [join(folder, 'run.mjs')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child = started;
  started.stderr.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  return new Promise((resolve) => started.once('close', resolve));
}

describe('the Runtime API loop', () => {
  it('answers one invocation after the other and goes on after an error', async () => {
    queue = [{}, { mode: 'nothing' }];
    void start();
    await idle.promise;
    expect(posts.map(({ path }) => path)).toEqual(['invocation/r-1/error', 'invocation/r-2/error']);
    expect(posts[0]?.body).toMatchObject({
      errorType: 'Error',
      errorMessage: expect.stringMatching(/^event refused, nothing was done/),
      stackTrace: expect.any(Array),
    });
  });

  it('ends on SIGTERM with exit code 0', async () => {
    const ended = start();
    await idle.promise;
    child?.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('reports a configuration that does not read as an init error, every file and line of it, and exits', async () => {
    writeFileSync(
      join(folder, 'config/rules.yaml'),
      'rules:\n  - name: A\n    enabled: true\n    when: { nope: 1 }\n    send: [guide]\n',
    );
    writeFileSync(join(folder, 'config/templates/event.yaml'), 'templates:\n  event:\n    content: 3\n');
    const lines = [
      /^rules\.yaml:4: rules\.0\.when\.nope: unknown condition "nope"; .*known: booking_not_in_db,/,
      /^templates\/event\.yaml:3: templates\.event\.content: it takes a text; put it in quotes \(it is 3\)$/,
    ].map((line): unknown => expect.stringMatching(line));

    expect(await start()).toBe(1);

    expect(posts).toMatchObject([
      { path: 'init/error', type: 'Runtime.InitError', body: { errorType: 'SettingsError' } },
    ]);
    expect(String(posts[0]?.body.errorMessage).split('\n')).toEqual(lines);
    // The log has it too: of an init error, Lambda itself writes the type alone.
    const logged = { event: 'init_failed', run_id: 'init', level: 'ERROR', error_name: 'SettingsError' };
    expect(JSON.parse(said)).toMatchObject({
      ...logged,
      reason: expect.stringMatching(/rules\.yaml:4.*event\.yaml:3/),
    });
  });
});
