import { isDeepStrictEqual } from 'node:util';
import { awsError } from '../http/service.ts';

/** How long a ClientRequestToken is remembered (vendor: TransactWriteItems). Virtual milliseconds. */
const memoryMs = 10 * 60_000;

/** Remembers the transactions that were made, so that a repeated one has no second effect. */
export class RequestTokens {
  readonly #made = new Map<string, { readonly input: unknown; readonly atMs: number }>();

  /** Throws IdempotentParameterMismatchException where the token came with another request. */
  wasMade(token: string | null, input: unknown, nowMs: number): boolean {
    const made = token === null ? undefined : this.#made.get(token);
    if (!made || nowMs - made.atMs >= memoryMs) return false;
    if (isDeepStrictEqual(made.input, input)) return true;
    throw awsError(
      'IdempotentParameterMismatchException',
      'The client token was used with other parameters.',
    );
  }

  remember(token: string | null, input: unknown, nowMs: number): void {
    if (token !== null) this.#made.set(token, { input, atMs: nowMs });
  }
}
