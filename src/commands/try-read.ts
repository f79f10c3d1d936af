import type { Reading } from '../domain/verification-facts.ts';
import { OperatorError } from '../errors/operator-error.ts';
import type { Toolbox } from './toolbox.ts';

/** A question to AWS: where the answer comes from, in IAM's words and with its subject, and how to ask. */
export interface Question<T> {
  readonly source: string;
  readonly ask: () => Promise<T>;
}

/**
 * Reads one source, with the request id of the answer, and says so where it could not be read: one blind spot must not
 * hide what the others show. Interruptions and our own defects pass through.
 */
export async function tryRead<T>(toolbox: Toolbox, { source, ask }: Question<T>): Promise<Reading<T>> {
  try {
    const { value, requestIds } = await asked(toolbox, ask);
    return { state: 'read', value, source: withRequests(source, requestIds) };
  } catch (error) {
    toolbox.signal.throwIfAborted();
    if (!(error instanceof OperatorError)) throw error;
    const mayHeal = error.code !== 'AWS_ACCESS_DENIED' && error.code !== 'CREDENTIALS_MISSING';
    const requestIds = error.requestId === null ? [] : [error.requestId];
    return {
      state: 'unreadable',
      reason: error.text.what,
      source: withRequests(source, requestIds),
      mayHeal,
    };
  }
}

async function asked<T>(toolbox: Toolbox, ask: () => Promise<T>) {
  if (!toolbox.traced) return { value: await ask(), requestIds: [] };
  const { value, records } = await toolbox.traced(ask);
  return { value, requestIds: records.flatMap(({ requestId }) => requestId ?? []) };
}

/** The ledger holds every request; the first and the number of the others are enough to find them. */
function withRequests(source: string, requestIds: readonly string[]): string {
  const [first, ...others] = requestIds;
  if (first === undefined) return source;
  return `${source} (request ${first}${others.length > 0 ? ` and ${others.length} more` : ''})`;
}
