import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { systemClock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';
import { cliFile } from './spawn-cli.ts';

export interface PtyOptions {
  /** 0 as `script` and `ssh -tt` from cron report it. */
  readonly columns: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A program in a real terminal of its own, and the screen that a person in front of it sees. */
export interface PtyRun {
  /** Rejects if the program ends first, or if it does not come for two minutes. */
  waitFor(text: string | RegExp): Promise<void>;
  /** Types: `\u0003` is Ctrl-C, `\u001a` Ctrl-Z. */
  type(keys: string): void;
  /** As the system sends it, to the program alone. */
  signal(name: 'SIGTERM' | 'SIGHUP' | 'SIGINT' | 'SIGCONT'): void;
  /** Exit code, or the number of the signal that ended it as a shell gives it, 128 and that number. */
  readonly ended: Promise<number>;
  /** Every byte so far. */
  readonly bytes: () => string;
  /** What stands on the screen, from the first line that was ever written, without trailing blanks. */
  screen(): Promise<string>;
  /** Where the cursor stands, counted from 0. */
  cursorColumn(): Promise<number>;
}

const rows = 50;

/** Starts the built CLI in a terminal; the shell that sets its width is replaced by it. */
export function ptyCli(words: readonly string[], options: PtyOptions): PtyRun {
  const size = `stty cols ${options.columns} rows ${options.columns === 0 ? 0 : rows}; exec "$@"`;
  return ptyOf(['sh', '-c', size, 'sh', process.execPath, cliFile, ...words], options);
}

/** Starts any program in a terminal. */
export function ptyOf([program = '', ...words]: readonly string[], options: PtyOptions): PtyRun {
  const columns = options.columns || 80;
  const pty = spawn(program, words, {
    cols: columns,
    rows,
    cwd: options.cwd,
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      ...options.env,
    },
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 5_000, allowProposedApi: true });
  let bytes = '';
  pty.onData((data) => {
    bytes += data;
    terminal.write(data);
  });
  let code: number | null = null;
  const ended = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      code = signal ? 128 + signal : exitCode;
      resolve(code);
    });
  });
  const isThere = (text: string | RegExp): boolean =>
    typeof text === 'string' ? bytes.includes(text) : text.test(bytes);
  return {
    waitFor: async (text) => {
      const met = await waitUntil({
        clock: systemClock,
        deadlineMs: 120_000,
        intervalMs: 10,
        maxIntervalMs: 50,
        probe: async () => (isThere(text) ? 'shown' : code === null ? null : 'ended'),
      });
      if (met.state === 'met' && met.value === 'shown') return;
      throw new Error(`${String(text)} was never shown (exit code ${code}):\n${bytes}`);
    },
    type: (keys) => pty.write(keys),
    signal: (name) => sendTo(pty, name),
    ended,
    bytes: () => bytes,
    screen: async () => {
      await drained(terminal);
      const { active } = terminal.buffer;
      const lines = Array.from({ length: active.length }, (_, y) =>
        active.getLine(y)?.translateToString(true),
      );
      return lines.join('\n').trimEnd();
    },
    cursorColumn: async () => {
      await drained(terminal);
      return terminal.buffer.active.cursorX;
    },
  };
}

function sendTo(pty: IPty, name: string): void {
  try {
    process.kill(pty.pid, name);
  } catch {
    // It has ended.
  }
}

/** Resolves when all that was written stands on the screen. */
const drained = (terminal: InstanceType<typeof xterm.Terminal>): Promise<void> =>
  new Promise((resolve) => terminal.write('', resolve));
