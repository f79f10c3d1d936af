import { describe, expect, it } from 'vitest';
import { StoreRefused } from '../../../lambda/bookings/store-refused.ts';
import { probeSession, SessionUnproven } from '../../../lambda/session/probe-session.ts';
import { SessionExpired } from '../../../lambda/session/session-expired.ts';

type Answer = 'taken' | 'refused' | 'broken';

/** Asks stores that answer so, in this order; how many were asked and how it ended. */
async function probed(answers: readonly Answer[]) {
  const asked: string[] = [];
  const end = await probeSession(
    answers.map((_, index) => String(index)),
    async (storeId) => {
      asked.push(storeId);
      const answer = answers[Number(storeId)];
      if (answer === 'refused') throw new StoreRefused('HTTP 403');
      if (answer === 'broken') throw new Error('the booking host answered 500');
    },
  ).then(
    () => 'valid',
    (cause: unknown) =>
      cause instanceof SessionExpired ? 'expired' : cause instanceof SessionUnproven ? 'unproven' : 'other',
  );
  return { end, asked: asked.length };
}

describe('a session', () => {
  it.each<[string, readonly Answer[], string, number]>([
    ['one store takes', ['taken', 'refused', 'refused'], 'valid', 1],
    ['the second store takes', ['refused', 'taken'], 'valid', 2],
    ['the fourth store takes', ['refused', 'broken', 'refused', 'taken'], 'valid', 4],
    ['two stores refuse and none takes', ['refused', 'refused'], 'expired', 2],
    ['many stores refuse', ['refused', 'refused', 'refused', 'refused', 'refused'], 'expired', 4],
    ['two refuse and others fail', ['broken', 'refused', 'broken', 'refused'], 'expired', 4],
    ['the only store refuses', ['refused'], 'expired', 1],
    ['one refuses and the others fail', ['refused', 'broken', 'broken', 'broken'], 'unproven', 4],
    ['all stores fail for', ['broken', 'broken'], 'unproven', 2],
    ['the only store fails for', ['broken'], 'unproven', 1],
    ['no store is there for', [], 'unproven', 0],
  ])('that %s', async (_, answers, end, asked) => {
    expect(await probed(answers)).toEqual({ end, asked });
  });
});
