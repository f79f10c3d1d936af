import type { Reading } from '../domain/verification-facts.ts';
import { OperatorError } from '../errors/operator-error.ts';
import type { Toolbox } from './toolbox.ts';

/** A question to AWS: where the answer comes from, in IAM's words and with its subject, and how to ask. */
export interface Question<T> {
  readonly source: string;
  readonly ask: () => Promise<T>;
}

/**
 * Reads one source and says so where it could not be read: one blind spot must not hide what the others show.
 * Interruptions and our own defects pass through.
 */
export async function tryRead<T>(toolbox: Toolbox, { source, ask }: Question<T>): Promise<Reading<T>> {
  try {
    return { state: 'read', value: await ask(), source };
  } catch (error) {
    toolbox.signal.throwIfAborted();
    if (!(error instanceof OperatorError)) throw error;
    const request = error.requestId === null ? '' : ` (request ${error.requestId})`;
    const mayHeal = error.code !== 'AWS_ACCESS_DENIED' && error.code !== 'CREDENTIALS_MISSING';
    return { state: 'unreadable', reason: error.text.what, source: `${source}${request}`, mayHeal };
  }
}
