import { interruptions } from '../runtime/interruption.ts';
import { outliveHangUp, outliveReader } from './closed-pipe.ts';

/** The outside of the process: streams, settings and where it stands. Tests hand in their own. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly isStdoutTty: boolean;
  /** True where progress on stderr may be redrawn: a terminal that knows its width. */
  readonly isInteractive: boolean;
  /** Null where nobody can be asked. */
  readonly question: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream } | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Sets what is said right before a second Ctrl-C ends the process. */
  readonly onSecondSignal: (say: () => void) => void;
  /** Aborted when nobody reads stdout any more: its reader left, or the terminal hung up. */
  readonly readerGone: AbortSignal;
}

/** The terminal of this process; its signal is aborted by Ctrl-C and SIGTERM. */
export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  const isInteractive =
    Boolean(stderr.isTTY) && stderr.columns > 0 && env.TERM !== 'dumb' && env.CI === undefined;
  outliveReader(stderr);
  const tellLost = (code: string) =>
    void stderr.write(`! The answer could not be written to stdout (${code}).\n`);
  const { signal, onSecond } = interruptions(process);
  return {
    stdout,
    stderr,
    isStdoutTty: Boolean(stdout.isTTY),
    isInteractive,
    question: isInteractive && stdin.isTTY ? { input: stdin, output: stderr } : null,
    env,
    cwd: process.cwd(),
    signal,
    onSecondSignal: onSecond,
    readerGone: AbortSignal.any([outliveReader(stdout, tellLost), outliveHangUp(process)]),
  };
}
