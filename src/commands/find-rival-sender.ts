import { readSenderRules } from './read-sender-rules.ts';
import type { Toolbox } from './toolbox.ts';

/** Why ours is not certainly the only sender, as a sentence; null if every other sender rule is disabled or absent. */
export async function findRivalSender(toolbox: Toolbox): Promise<string | null> {
  const senders = await readSenderRules(toolbox);
  if (senders.state === 'unreadable') return `The other sender rules could not be read: ${senders.reason}`;
  const rival = senders.value.find(
    ({ name, state }) => name !== toolbox.environment.rule && state !== 'DISABLED' && state !== 'ABSENT',
  );
  return rival ? `${rival.name} is ${rival.state}: there is at most one sender.` : null;
}
