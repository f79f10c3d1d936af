import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { systemClock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';

/** Whether moto's server (a Python package) can be run on this machine. */
export const isMotoHere = spawnSync('moto_server', ['--help']).status === 0;

export interface Moto {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts moto on a free port and waits until it answers. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const started = await waitUntil({
    clock: systemClock,
    deadlineMs: 120_000,
    intervalMs: 50,
    maxIntervalMs: 250,
    probe: () => answers(endpoint),
  });
  if (started.state === 'deadline') throw new Error('moto_server did not answer');
  return { endpoint, stop: () => end(child) };
}

async function answers(endpoint: string): Promise<true | null> {
  try {
    return (await fetch(`${endpoint}/moto-api/data.json`)).ok ? true : null;
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
