/* What an operator who stops a command must know: at the first Ctrl-C, and right before a second one ends the process. */
import type { StopCause } from './stop-cause.ts';

export interface Said {
  readonly text: string;
  /** The commands that help then, the alternatives in the order in which they are named. */
  readonly next: readonly string[];
}

export interface StopWords {
  /** What the command does before it ends, and what a second Ctrl-C would leave. Null where there is nothing to say. */
  readonly atFirst: (cause: StopCause) => Said | null;
  /** What is left where the process ends at once. */
  readonly atSecond: () => Said;
}

/** Holds the words of the command that runs now; null where it has none. */
export interface StopNotice {
  words: StopWords | null;
}

/** Runs `work` under these words; afterwards those from before hold again. */
export async function underWords<T>(
  notice: StopNotice | undefined,
  words: StopWords,
  work: () => Promise<T>,
): Promise<T> {
  if (!notice) return await work();
  const { words: before } = notice;
  notice.words = words;
  try {
    return await work();
  } finally {
    notice.words = before;
  }
}
