import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { preloadModule } from './date-shift.ts';
import { residentMemoryMb } from './resident-memory.ts';

export interface ChildOptions {
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly offsetMs: number;
  /** Each line of stdout and stderr, as it comes. */
  readonly onLine: (line: string) => void;
}

export interface Child {
  /** Resolves when the process and its output have ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Peak so far, MB. */
  memoryMb(): Promise<number>;
  /** Kills the process and everything that it started. */
  kill(): void;
}

export type StartProgram = (options: ChildOptions) => Child;

/** Starts a program as its own process group, with the given environment and nothing of ours. */
export function startChild(options: ChildOptions): Child {
  const started = spawn(process.execPath, ['--import', preloadModule(options.offsetMs), options.bundle], {
    env: { ...options.environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  started.stdin.on('error', () => undefined);
  eachLine(started.stdout, options.onLine);
  eachLine(started.stderr, options.onLine);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    started.once('close', (code, signal) => resolve({ code, signal }));
    started.once('error', () => resolve({ code: null, signal: null }));
  });
  let peakMb = 0;
  const memoryMb = async (): Promise<number> => {
    const now = started.pid === undefined ? null : await residentMemoryMb(started.pid);
    peakMb = Math.max(peakMb, now ?? 0);
    return peakMb;
  };
  return { ended, memoryMb, kill: () => killGroup(started.pid) };
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: the group is gone already, which is what was wanted.
  }
}
