/** The outside of the process: streams, settings and where it stands. Tests hand in their own. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** True where progress may be redrawn. */
  readonly isInteractive: boolean;
  /** Null where nobody can be asked. */
  readonly question: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream } | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** The terminal of this process. */
export function processTerminal(signal: AbortSignal): Terminal {
  const { stdout, stderr, stdin, env } = process;
  const canAsk = Boolean(stdin.isTTY && stderr.isTTY) && env.CI === undefined;
  return {
    stdout,
    stderr,
    isInteractive: Boolean(stderr.isTTY) && env.TERM !== 'dumb' && env.CI === undefined,
    question: canAsk ? { input: stdin, output: stderr } : null,
    env,
    cwd: process.cwd(),
    signal,
  };
}
