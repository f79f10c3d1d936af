/* The end of a change that had to be undone again: its intent was left open until this was seen. */
import type { Toolbox } from './toolbox.ts';

/** Closes the intent of a step that `staysOpen`. `detail` says what was read back. Throws where the line cannot be written. */
export function closeIntent(
  { evidence }: Pick<Toolbox, 'evidence'>,
  { step, intent }: { readonly step: string; readonly intent: number },
  detail: string,
): void {
  evidence.append('outcome', step, { intent, state: 'undone', detail, calls: [] });
}
