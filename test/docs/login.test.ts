import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loginOutcomes } from '../../src/domain/login-outcome.ts';

it('the page about the login has a row for every outcome, and for no other', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/login.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, outcome]) => outcome);
  expect([...new Set(rows)].sort()).toEqual([...loginOutcomes].sort());
});
