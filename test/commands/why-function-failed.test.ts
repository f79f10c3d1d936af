import { expect, it } from 'vitest';
import { whyFunctionFailed } from '../../src/commands/why-function-failed.ts';

it('a function that failed is quoted in its own words', () => {
  const payload = { errorType: 'SettingsError', errorMessage: 'rules.yaml:4: rules.0.when: mend it' };
  expect(whyFunctionFailed({ functionError: 'Unhandled', payload })).toBe(
    'it failed (Unhandled): rules.yaml:4: rules.0.when: mend it',
  );
});

it('a function that failed without a word is said to have failed', () => {
  expect(whyFunctionFailed({ functionError: 'Unhandled', payload: null })).toBe('it failed (Unhandled)');
});
