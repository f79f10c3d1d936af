import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedDocuments } from '../../src/cli/generated-documents.ts';

const root = dirname(dirname(import.meta.dirname));

describe('documents that are made from the code', () => {
  for (const [path, text] of generatedDocuments()) {
    it(`has a current ${path} (npm run docs makes it anew)`, () => {
      expect(readFileSync(join(root, path), 'utf8')).toBe(text);
    });
  }
});
