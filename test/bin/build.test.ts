import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cliFile } from '../support/spawn-cli.ts';

describe('the built program', () => {
  it('is executable, since npx runs it by a link that it made for an earlier build', () => {
    expect(statSync(cliFile).mode & 0o111).toBe(0o111);
  });
});
