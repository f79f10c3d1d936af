import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  brakeRefusal,
  clockSkewAllowanceMs,
  isInFlight,
  judgeProbe,
  judgeSilence,
  lastTimeoutMs,
} from '../../src/domain/rollback-proof.ts';

const nowMs = Date.parse('2026-11-03T05:00:00.000Z');
const iso = (offsetMs: number) => new Date(nowMs + offsetMs).toISOString();
const running = (timeoutInMs: number) => ({ endedAt: null, timeoutAt: iso(timeoutInMs) });
const ended = { endedAt: iso(-1_000), timeoutAt: iso(60_000) };
const facts = { stopSeenMs: nowMs, runs: [], nowMs, sendTimeLimitMs: 10_000 };

describe('a run in flight', () => {
  it('is one without an end whose time limit, with the clock allowance, has not passed', () => {
    expect(isInFlight(running(1), nowMs)).toBe(true);
    expect(isInFlight(running(-clockSkewAllowanceMs), nowMs)).toBe(true);
    expect(isInFlight(running(-clockSkewAllowanceMs - 1), nowMs)).toBe(false);
    expect(isInFlight(ended, nowMs)).toBe(false);
  });

  it('counts as in flight when its time limit cannot be read', () => {
    expect(isInFlight({ endedAt: null, timeoutAt: 'soon' }, nowMs)).toBe(true);
  });
});

describe('silence', () => {
  it('is never proven without the stop, whatever else is true', () => {
    fc.assert(
      fc.property(fc.constantFrom([], [ended], null), fc.nat(10_000_000), (runs, laterMs) => {
        const judged = judgeSilence({ ...facts, stopSeenMs: null, runs, nowMs: nowMs + laterMs });
        expect(judged.state).toBe('not-yet');
      }),
    );
  });

  it('is proven at once when the stop holds and no run is in flight', () => {
    expect(judgeSilence({ ...facts, runs: [ended] }).state).toBe('silent');
  });

  it('waits for the send time limit while a run is in flight, and not a millisecond less', () => {
    const runs = [running(200_000)];
    expect(judgeSilence({ ...facts, runs, nowMs: nowMs + 9_999 }).state).toBe('not-yet');
    expect(judgeSilence({ ...facts, runs, nowMs: nowMs + 10_000 }).state).toBe('silent');
  });

  it('takes an unreadable register for "somebody may be sending"', () => {
    expect(judgeSilence({ ...facts, runs: null, nowMs: nowMs + 9_999 }).state).toBe('not-yet');
    expect(judgeSilence({ ...facts, runs: null, nowMs: nowMs + 10_000 }).state).toBe('silent');
  });
});

describe('a probe invoke', () => {
  it('proves the brake by one refusal alone', () => {
    expect(judgeProbe({ status: 429, reason: brakeRefusal }).state).toBe('pass');
    expect(judgeProbe({ status: 429, reason: 'CallerRateLimitExceeded' }).state).toBe('inconclusive');
    expect(judgeProbe({ status: 429, reason: null }).state).toBe('inconclusive');
    expect(judgeProbe({ status: 200, reason: null }).state).toBe('fail');
  });
});

describe('the end of the last run', () => {
  it('is the latest time limit among runs in flight, with the allowance', () => {
    expect(lastTimeoutMs([running(1_000), running(9_000), ended], nowMs)).toBe(
      nowMs + 9_000 + clockSkewAllowanceMs,
    );
    expect(lastTimeoutMs([ended], nowMs)).toBeNull();
  });
});
