/*
 * The clock of a process that may turn out to talk to a sandbox. It is the machine's own until an answer says that it
 * comes from a sandbox; from then on it follows that sandbox's virtual time, and sleeping moves that time.
 */
import { request } from 'node:http';
import { OperatorError } from '../errors/operator-error.ts';
import { type Clock, systemClock } from './clock.ts';

/** What a sandbox says of itself with every answer. */
export interface SandboxTime {
  /** As `http://127.0.0.1:4566`. */
  readonly origin: string;
  /** Virtual minus real time. */
  readonly offsetMs: number;
}

export interface RemoteClock {
  readonly clock: Clock;
  /** Follows the sandbox that gave this answer. */
  readonly follow: (seen: SandboxTime) => void;
}

/** A clock that is `real` until it is told to follow a sandbox. */
export function createRemoteClock(real: Clock = systemClock): RemoteClock {
  let sandbox: SandboxTime | null = null;
  return {
    follow: (seen) => {
      sandbox = seen;
    },
    clock: {
      get kind() {
        return sandbox ? 'virtual' : real.kind;
      },
      now: () => (sandbox ? new Date(real.now().getTime() + sandbox.offsetMs) : real.now()),
      monotonicMs: () => real.monotonicMs(),
      sleep: async (ms, signal) => {
        if (sandbox === null) return real.sleep(ms, signal);
        signal?.throwIfAborted();
        const { origin } = sandbox;
        sandbox = { origin, offsetMs: await sleepThere(origin, ms, signal) };
      },
    },
  };
}

/**
 * POST /_sandbox/sleep answers when that much virtual time has passed; the offset then. Plain node:http, since fetch
 * gives up on an answer after 300 s, and a sandbox in real time may need longer.
 */
async function sleepThere(origin: string, ms: number, signal: AbortSignal | undefined): Promise<number> {
  try {
    const answer: unknown = JSON.parse(
      await post(`${origin}/_sandbox/sleep`, JSON.stringify({ ms }), signal),
    );
    if (typeof answer === 'object' && answer !== null && 'offsetMs' in answer) {
      if (typeof answer.offsetMs === 'number') return answer.offsetMs;
    }
    throw new Error('the answer names no offset');
  } catch (error) {
    signal?.throwIfAborted();
    throw sandboxLost(origin, error);
  }
}

function post(url: string, body: string, signal: AbortSignal | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', headers, ...(signal ? { signal } : {}) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`HTTP ${response.statusCode}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function sandboxLost(origin: string, cause: unknown): OperatorError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new OperatorError(
    'SANDBOX_FAILED',
    {
      what: `The sandbox at ${origin} did not let time pass (${reason}).`,
      now: 'Only the sandbox was touched; what it was told before is in the ledger.',
      next: 'Start it again: naver-sms sandbox start',
    },
    { cause },
  );
}
