import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedDocuments } from '../../src/cli/generated-documents.ts';
import { preambleBytes } from '../../src/evidence/preamble.ts';
import { verifyRoot } from '../../src/evidence/verify-root.ts';

const root = dirname(dirname(import.meta.dirname));

describe('documents that are made from the code', () => {
  for (const [path, text] of generatedDocuments()) {
    it(`has a current ${path} (npm run docs makes it anew)`, () => {
      expect(readFileSync(join(root, path), 'utf8')).toBe(text);
    });
  }
});

describe('the evidence file of this repository', () => {
  it('is begun and holds nothing: no run against AWS was made from here', () => {
    const validationFile = join(root, 'VALIDATION.md');
    expect(readFileSync(validationFile)).toEqual(preambleBytes);
    expect(verifyRoot({ validationFile, signers: null, now: new Date() })).toEqual({ state: 'no-records' });
  });
});
