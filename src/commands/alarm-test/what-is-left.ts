/* What an alarm test would leave behind if it ended now, in words for the operator who stops it. */
import type { LockItem } from '../../domain/control-item.ts';
import type { Environment } from '../../domain/environment.ts';
import { type StopCause, stopHeadlines } from '../../runtime/stop-cause.ts';
import type { Said, StopWords } from '../../runtime/stop-words.ts';
import { commandsFor } from '../commands-for.ts';

/** Kept while the test runs. */
export interface Left {
  /** The alarms that may stand in ALARM by this test. */
  readonly forced: Set<string>;
  /** Null while it is not held. */
  lock: Pick<LockItem, 'expiresAt' | 'run'> | null;
}

/** Nothing yet. */
export function nothingLeft(): Left {
  return { forced: new Set(), lock: null };
}

/** What is said is what is left at that moment. */
export function wordsFor(environment: Environment, left: Left): StopWords {
  return {
    atFirst: (cause) => firstWords(environment, left, cause),
    atSecond: () => lastWords(environment, left),
  };
}

function firstWords(environment: Environment, left: Left, cause: StopCause): Said {
  const again =
    cause === 'operator' ? 'A second Ctrl-C ends it at once' : 'Ctrl-C, pressed twice, ends it at once';
  const begin = stopHeadlines[cause];
  const names = [...left.forced].join(', ');
  const { preflight } = commandsFor(environment);
  if (left.forced.size > 0) {
    const text = `${begin} It restores ${names} first. ${again} and leaves what is still forced in ALARM; then restore it by:`;
    return { text, next: [preflight] };
  }
  const work = left.lock === null ? 'It ends.' : 'It looks once more and gives the lock back.';
  return { text: `${begin} No alarm is forced now. ${work} ${again}.`, next: [] };
}

/** One line: the process ends behind it. */
function lastWords(environment: Environment, { forced, lock }: Left): Said {
  const { preflight, alarmTest } = commandsFor(environment);
  const held =
    lock === null
      ? ''
      : ` The lock is left: the next alarm-test takes it over, others wait until ${lock.expiresAt}.`;
  if (forced.size === 0) {
    return { text: `Ended at once. No alarm is left forced by this test.${held} Next:`, next: [alarmTest] };
  }
  return {
    text: `Ended at once. May be left in ALARM by this test: ${[...forced].join(', ')}.${held} Restore them by:`,
    next: [preflight],
  };
}
