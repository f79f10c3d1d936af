/* Ctrl-C and SIGTERM as an AbortSignal: whoever waits stops waiting, and says what was and was not done. */

/** Why a run was interrupted; the reason of the signal. Its name is the one by which aborts are known in Node. */
export class Interruption extends Error {
  readonly signalName: InterruptingSignal;

  constructor(signalName: InterruptingSignal) {
    super(`interrupted by ${signalName}`);
    this.name = 'AbortError';
    this.signalName = signalName;
  }
}

type InterruptingSignal = 'SIGINT' | 'SIGTERM';
const interruptingSignals: readonly InterruptingSignal[] = ['SIGINT', 'SIGTERM'];

/** The part of `process` that tells of signals. */
interface SignalSource {
  readonly pid: number;
  on(name: InterruptingSignal, listener: () => void): unknown;
  removeListener(name: InterruptingSignal, listener: () => void): unknown;
  kill(pid: number, name: InterruptingSignal): unknown;
}

export interface Interruptions {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Sets what is said, synchronously, right before a second one ends the process. */
  readonly onSecond: (say: () => void) => void;
}

/**
 * Aborts at the first SIGINT or SIGTERM. A second one ends the process at once, as Node does by default, so that
 * nobody is trapped in a clean-up that hangs.
 */
export function interruptions(source: SignalSource): Interruptions {
  const controller = new AbortController();
  let sayLast = () => {};
  const listeners = interruptingSignals.map((name) => ({
    name,
    listener: () => {
      if (!controller.signal.aborted) {
        controller.abort(new Interruption(name));
        return;
      }
      for (const other of listeners) source.removeListener(other.name, other.listener);
      try {
        sayLast();
      } finally {
        source.kill(source.pid, name);
      }
    },
  }));
  for (const { name, listener } of listeners) source.on(name, listener);
  return {
    signal: controller.signal,
    onSecond: (say) => {
      sayLast = say;
    },
  };
}

/** Whether an error says that somebody stopped the wait: an interruption, or the end of an allowed time. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}
