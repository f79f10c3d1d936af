import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoginBreakerItem } from '../../src/domain/control-item.ts';
import { loginBegun, loginEnded, loginPermission } from '../../src/domain/login-breaker.ts';
import { type LoginOutcome, loginOutcomes } from '../../src/domain/login-outcome.ts';

const start = Date.parse('2026-11-02T05:00:00Z');
const at = (minutes: number) => new Date(start + minutes * 60_000);
const attempt = (before: LoginBreakerItem | null, minutes: number, outcome: LoginOutcome) =>
  loginEnded(loginBegun(before, { run: `run-${minutes}`, now: at(minutes) }), outcome);
const isAllowed = (item: LoginBreakerItem | null, minutes: number) =>
  loginPermission(item, at(minutes)).isAllowed;

describe('the login breaker', () => {
  it('lets a first login be tried, and one after a success', () => {
    expect(isAllowed(null, 0)).toBe(true);
    expect(isAllowed(attempt(null, 0, 'ok'), 1)).toBe(true);
  });

  it('closes for 60 minutes after two failures in a row, and at once after a third', () => {
    const once = attempt(null, 0, 'wrong-password');
    expect(isAllowed(once, 20)).toBe(true);
    const twice = attempt(once, 20, 'slow-page');
    expect(isAllowed(twice, 79)).toBe(false);
    expect(isAllowed(twice, 80)).toBe(true);
    expect(isAllowed(attempt(twice, 80, 'browser-crash'), 100)).toBe(false);
  });

  it('forgets failures after a success', () => {
    const recovered = attempt(attempt(null, 0, 'slow-page'), 20, 'ok');
    expect(isAllowed(attempt(recovered, 40, 'slow-page'), 60)).toBe(true);
  });

  it.each(['captcha', 'two-step', 'protected', 'new-device'] as const)(
    'stays closed after %s until a reset',
    (outcome) => {
      const item = attempt(null, 0, outcome);
      expect(isAllowed(item, 60 * 24 * 365)).toBe(false);
      expect(loginPermission(item, at(1))).toMatchObject({ reason: expect.stringContaining('login reset') });
    },
  );

  it('never tries a refused password again, and a corrected one at once', () => {
    const refused = (before: LoginBreakerItem | null, minutes: number, secretVersion: string) =>
      loginEnded(loginBegun(before, { run: 'r', now: at(minutes) }), 'wrong-password', { secretVersion });
    const once = refused(attempt(null, 0, 'slow-page'), 20, 'v1');
    const may = (item: LoginBreakerItem, minutes: number, version: string | null) =>
      loginPermission(item, at(minutes), version);

    expect(may(once, 60 * 24 * 365, 'v1')).toMatchObject({
      isAllowed: false,
      reason: expect.stringContaining('put the right password into the secret'),
    });
    expect(may(once, 21, 'v2').isAllowed).toBe(true);
    // Not known which version is current: the ordinary hour counts.
    expect(may(once, 21, null).isAllowed).toBe(false);
    expect(may(once, 81, null).isAllowed).toBe(true);
    expect(may(refused(once, 21, 'v2'), 22, 'v2').isAllowed).toBe(false);
  });

  it('remembers the refused password through attempts that ended otherwise, until one succeeds', () => {
    const refused = loginEnded(loginBegun(null, { run: 'r', now: at(0) }), 'wrong-password', {
      secretVersion: 'v1',
    });
    const slow = attempt(refused, 1, 'slow-page');
    expect(loginPermission(slow, at(600), 'v1').isAllowed).toBe(false);
    expect(loginPermission(attempt(slow, 600, 'ok'), at(601), 'v1').isAllowed).toBe(true);
  });

  it('counts cookies that could not be stored as a failure', () => {
    const twice = attempt(attempt(null, 0, 'unstored'), 20, 'unstored');
    expect(isAllowed(twice, 40)).toBe(false);
    expect(isAllowed(twice, 80)).toBe(true);
  });

  it('stays closed after an unknown page to which a password was sent, and keeps its structure', () => {
    const begun = loginBegun(null, { run: 'r', now: at(0) });
    const sent = loginEnded(begun, 'unknown-page', { isPasswordSent: true, page: 'h2' });
    expect(isAllowed(sent, 60 * 24 * 365)).toBe(false);
    const notSent = loginEnded(begun, 'unknown-page', { page: 'form' });
    expect(isAllowed(notSent, 1)).toBe(true);
    expect(attempt(notSent, 1, 'slow-page').page).toBe('form');
    expect(attempt(notSent, 1, 'ok').page).toBeNull();
  });

  it('lets one run try at a time, and counts one that was killed as failed', () => {
    const running = loginBegun(null, { run: 'a', now: at(0) });
    expect(isAllowed(running, 4)).toBe(false);
    expect(isAllowed(running, 5)).toBe(true);
    expect(isAllowed(loginBegun(running, { run: 'b', now: at(5) }), 30)).toBe(false);
  });

  it('forbids a login where its times cannot be read', () => {
    const odd = { ...attempt(attempt(null, 0, 'slow-page'), 1, 'slow-page'), blockedUntil: 'soon' };
    expect(isAllowed(odd, 10_000)).toBe(false);
  });

  it('never lets more than two failures happen within any hour, whatever the outcomes are', () => {
    const failures = loginOutcomes.filter((outcome) => outcome !== 'ok');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...failures), fc.nat(40)), { maxLength: 60 }),
        (steps) => {
          let item: LoginBreakerItem | null = null;
          let minutes = 0;
          const tried: number[] = [];
          for (const [outcome, pause] of steps) {
            minutes += pause;
            if (!isAllowed(item, minutes)) continue;
            item = attempt(item, minutes, outcome);
            tried.push(minutes);
          }
          const third = tried.filter((_, index) => index >= 2);
          expect(third.every((time, index) => time - (tried[index + 1] ?? 0) >= 60)).toBe(true);
        },
      ),
    );
  });
});
