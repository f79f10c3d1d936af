import { describe, expect, it } from 'vitest';
import { needsOperator } from '../../src/domain/login-outcome.ts';

describe('an operator is needed', () => {
  it.each([
    ['captcha', true, true],
    ['protected', true, true],
    ['new-device', true, true],
    ['unknown-page', true, true],
    // Nothing was sent yet, so that a further attempt is harmless.
    ['unknown-page', false, false],
    ['slow-page', true, false],
    ['unavailable', true, false],
    ['wrong-password', true, false],
  ] as const)('after %s with the password sent (%s): %s', (outcome, isPasswordSent, expected) => {
    expect(needsOperator(outcome, isPasswordSent)).toBe(expected);
  });
});
