import type { JsonValue } from '../domain/json-value.ts';
import { OperatorError } from '../errors/operator-error.ts';
import type { LineKind } from './ledger-line.ts';

/**
 * The data of an `outcome` or `recovery` with `intent` as its first key, where verification reads it; other data as it
 * is. Takes the intent out of `openIntents`. Throws BUG for a line that would close nothing or close twice: once
 * written, the ledger would never verify again. Where lines spill (`openIntents` null) everything is kept: the command
 * that takes the spill in decides what closes what.
 */
export function closingData(kind: LineKind, data: JsonValue, openIntents: Set<number> | null): JsonValue {
  if (kind !== 'outcome' && kind !== 'recovery') return data;
  if (data === null || typeof data !== 'object' || !('intent' in data)) {
    if (openIntents === null) return data;
    throw bug(`A ${kind} names no intent.`);
  }
  const { intent, ...rest } = data;
  if (openIntents === null || (intent === null && kind === 'recovery')) return { intent, ...rest };
  if (typeof intent !== 'number' || !openIntents.delete(intent)) {
    throw bug(`A ${kind} closes intent ${String(intent)}, which is not open.`);
  }
  return { intent, ...rest };
}

function bug(what: string): OperatorError {
  return new OperatorError('BUG', {
    what,
    now: 'The line was not written; the ledger is whole.',
    next: 'Report this with --debug.',
  });
}
