/* What a rollback or a drill leaves where it is stopped, in words for the operator who stops it. */
import { stopHeadlines } from '../../runtime/stop-cause.ts';
import type { StopWords } from '../../runtime/stop-words.ts';
import { commandsFor } from '../commands-for.ts';
import type { Toolbox } from '../toolbox.ts';
import type { InitialState } from './drill-initial-state.ts';

/** An interruption never stops the levers; the end of the process does. */
export function rollbackWords({ environment }: Pick<Toolbox, 'environment'>): StopWords {
  const { rollback } = commandsFor(environment);
  return {
    atFirst: (cause) => {
      const text =
        `${stopHeadlines[cause]} The levers are still pulled; only the wait for their proof ends. ` +
        'Ended at once, by another Ctrl-C, it leaves each lever that is not pulled by then.';
      return { text, next: [] };
    },
    atSecond: () => {
      const text = 'Ended at once. A lever may not be pulled yet, and nothing is proven. Run it again:';
      return { text, next: [rollback] };
    },
  };
}

/** A drill stops delivery for every sender of the control table until it has restored its target. */
export function drillWords(
  { environment }: Pick<Toolbox, 'environment'>,
  { target }: Pick<InitialState, 'target'>,
): StopWords {
  const { liftStop } = commandsFor(environment);
  return {
    atFirst: (cause) => {
      const text =
        `${stopHeadlines[cause]} The drill still restores ${target.function}. ` +
        'Ended at once, by another Ctrl-C, it leaves delivery stopped for every sender; then lift the stop by:';
      return { text, next: [liftStop] };
    },
    atSecond: () => {
      const text = `Ended at once. Delivery may be left stopped for every sender, and ${target.rule} DISABLED. Lift the stop by:`;
      return { text, next: [liftStop] };
    },
  };
}
