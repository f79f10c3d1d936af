/* What a cutover leaves where it is stopped, in words for the operator who stops it. */
import { stopHeadlines } from '../../runtime/stop-cause.ts';
import type { StopWords } from '../../runtime/stop-words.ts';
import { commandsFor } from '../commands-for.ts';
import type { Toolbox } from '../toolbox.ts';
import { lockSentence, waysOn } from './endings.ts';
import type { Story } from './story.ts';

/** What is said is what the story says at that moment. */
export function cutoverWords(toolbox: Toolbox, story: Story): StopWords {
  const { rule } = toolbox.environment;
  return {
    atFirst: (cause) => {
      const text =
        `${stopHeadlines[cause]} It ends after the call under way and says how ${rule} stands. ` +
        'Ended at once, by another Ctrl-C, it says nothing of that and keeps its lock.';
      return { text, next: [] };
    },
    atSecond: () => {
      const stands = story.mayHaveEnabled
        ? `${rule} may be ENABLED, and nothing was restored.`
        : `${rule} was not touched by this cutover.`;
      return { text: `Ended at once. ${stands} ${lockSentence(story)} Next:`, next: nextOf(toolbox, story) };
    },
  };
}

/** The lock of a run that died is taken up by a resumed cutover, or taken over where there is no plan to resume yet. */
function nextOf(toolbox: Toolbox, { mayHaveEnabled, lock }: Story): readonly string[] {
  if (mayHaveEnabled) return waysOn(toolbox);
  const { cutover, resume, stealLock } = commandsFor(toolbox.environment);
  return lock === null ? [cutover] : [resume, stealLock];
}
