import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type ChildOrder, preloadModule } from './date-shift.ts';
import { residentMemoryMb } from './resident-memory.ts';
import { waitedForCpuMs } from './waited-for-cpu.ts';

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
  /** How long the process was ready to run and got no CPU, milliseconds; 0 if the system does not say. */
  waitedForCpuMs(): Promise<number>;
  /** Kills the process and everything that it started. */
  kill(): void;
  /** What a further invocation of the same process needs; null if the program can take only one. */
  readonly reuse: ChildReuse | null;
}

export interface ChildReuse {
  /** Resolves when everything that the program has written so far was passed on. */
  drain(): Promise<void>;
  /** Stops the process and everything that it started, as Lambda does between two invocations. */
  freeze(): void;
  thaw(): void;
  /** Resolves when the process's clock has the new offset. */
  shift(offsetMs: number): Promise<void>;
}

export type StartProgram = (options: ChildOptions) => Child;

/** Starts a program as its own process group, with the given environment and nothing of ours. */
export function startChild(options: ChildOptions): Child {
  const started = spawn(process.execPath, ['--import', preloadModule(options.offsetMs), options.bundle], {
    env: { ...options.environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  started.stdin?.on('error', () => undefined);
  const outputs = [started.stdout, started.stderr].map((stream) => eachLine(stream, options.onLine));
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
  return {
    ended,
    memoryMb,
    waitedForCpuMs: async () => (started.pid === undefined ? 0 : await waitedForCpuMs(started.pid)),
    kill: () => signalGroup(started.pid, 'SIGKILL'),
    reuse: {
      drain: async () => {
        const mark = `end of output ${randomUUID()}`;
        const marked = outputs.map((output) => output.marked(mark));
        await order(started, { mark });
        await Promise.all(marked);
      },
      freeze: () => signalGroup(started.pid, 'SIGSTOP'),
      thaw: () => signalGroup(started.pid, 'SIGCONT'),
      shift: (offsetMs) => order(started, { offsetMs }),
    },
  };
}

/** Rejects if the process cannot be reached; never settles if it is stuck, so that the caller needs a limit. */
async function order(child: ChildProcess, what: ChildOrder): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.send(what, (error) => {
      if (error) reject(error);
    });
  });
}

interface Output {
  /** Resolves when the mark was read; the mark itself is not passed on. */
  marked(mark: string): Promise<void>;
}

function eachLine(stream: Readable | null, onLine: (line: string) => void): Output {
  let awaited: { readonly mark: string; readonly resolve: () => void } | null = null;
  const take = (line: string): void => {
    if (awaited === null || !line.endsWith(awaited.mark)) {
      onLine(line);
      return;
    }
    // A last line without its end stands before the mark.
    const rest = line.slice(0, -awaited.mark.length);
    if (rest !== '') onLine(rest);
    awaited.resolve();
    awaited = null;
  };
  if (stream) createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', take);
  return {
    marked: (mark) =>
      new Promise((resolve) => {
        awaited = { mark, resolve };
      }),
  };
}

function signalGroup(pid: number | undefined, signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: the group has ended.
  }
}
