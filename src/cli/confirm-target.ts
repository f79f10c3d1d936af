import { createInterface } from 'node:readline/promises';
import { OperatorError } from '../errors/operator-error.ts';

export interface Confirmation {
  /** What --confirm said. */
  readonly given: string | undefined;
  /** The name that must be repeated. */
  readonly expected: string;
  readonly verb: string;
  /** The command line so far, to be printed with its confirmation. */
  readonly commandLine: string;
  /** Null where nobody can be asked. */
  readonly terminal: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream } | null;
  readonly signal: AbortSignal;
}

/** Returns when the operator repeated the target's name; throws CONFIRMATION_MISSING or DECLINED otherwise. */
export async function confirmTarget(confirmation: Confirmation): Promise<void> {
  const { given, expected, verb, commandLine, terminal } = confirmation;
  const next = `${commandLine} --confirm ${expected}`;
  if (given === expected) return;
  if (given !== undefined)
    throw missing(`--confirm says "${given}", but ${verb} acts on "${expected}".`, next);
  if (!terminal) throw missing(`${verb} changes "${expected}" and was not confirmed.`, next);
  const typed = await ask(confirmation, terminal);
  if (typed === expected) return;
  throw new OperatorError('DECLINED', {
    what: typed === '' ? `${verb} was declined.` : `"${typed}" is not "${expected}": ${verb} was declined.`,
    now: 'Nothing was changed.',
    next,
  });
}

async function ask(
  confirmation: Confirmation,
  terminal: NonNullable<Confirmation['terminal']>,
): Promise<string> {
  const reader = createInterface(terminal);
  try {
    const question = `${confirmation.verb} acts on ${confirmation.expected}. Type that name to go on: `;
    const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
    return (await Promise.race([reader.question(question, { signal: confirmation.signal }), closed])).trim();
  } finally {
    reader.close();
  }
}

function missing(what: string, next: string): OperatorError {
  return new OperatorError('CONFIRMATION_MISSING', {
    what,
    now: 'Nothing was changed.',
    next,
  });
}
