import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshFolder, recordRun, runOptions, verify } from '../evidence/build-root.ts';
import { loadFolder } from '../evidence/memory-files.ts';
import { seeded } from '../evidence/seeded.ts';
import { isExhaustive } from '../support/exhaustive.ts';
import { describeIfPresent } from '../support/needs.ts';
import { missing, shellVerdicts, verdictOf } from './run-shell-verifier.ts';

/*
 * A root of two runs, changed by one line or by one byte: the shell verifier catches what ours catches. EXHAUSTIVE=1
 * runs every change, otherwise a sample that is the same each time.
 */

const lineCount = 21;
const operations: readonly ((lines: readonly string[], index: number) => readonly string[])[] = [
  (lines, index) => lines.toSpliced(index, 1),
  (lines, index) => lines.toSpliced(index, 0, lines[index] ?? ''),
  (lines, index) =>
    lines.with(index, lines[index - 1] ?? '').with(Math.max(0, index - 1), lines[index] ?? ''),
  (lines, index) => lines.slice(0, index),
];
const random = seeded(20251025);
const lineChanges = sampled(
  operations.flatMap((operation) => Array.from({ length: lineCount }, (_, index) => ({ operation, index }))),
  28,
);
const byteChanges = sampled(
  Array.from({ length: 500 }, () => ({ place: random(), mask: 1 + Math.floor(random() * 255) })),
  60,
);

const cleanUps: (() => void)[] = [];
let origin = '';
beforeAll(async () => {
  origin = freshRoot();
  await recordRun(runOptions(origin), 1);
  await recordRun(runOptions(origin), 2);
});
afterAll(() => {
  for (const cleanUp of cleanUps) cleanUp();
});

describeIfPresent(missing, 'the shell verifier says what ours says', () => {
  it(`of ${lineChanges.length} of ${operations.length * lineCount} ways to delete, double or swap a line, or to cut there`, async () => {
    const lines = readFileSync(join(origin, 'docs/validation/ledger.jsonl'), 'utf8').split(/(?<=\n)/);
    const roots = lineChanges.map(({ operation, index }) =>
      changedRoot('docs/validation/ledger.jsonl', Buffer.from(operation(lines, index).join(''))),
    );
    const verdicts = await shellVerdicts(roots);

    expect(lines).toHaveLength(lineCount);
    expect(verdicts).toEqual(roots.map((root) => verdictOf(verify(root))));
  }, 120_000);

  it(`of ${byteChanges.length} of 500 seeded changed bytes anywhere in the root: all are caught`, async () => {
    const files = [...loadFolder(origin)].filter(([path]) => !path.endsWith('.gitattributes'));
    const total = files.reduce((sum, [, bytes]) => sum + bytes.length, 0);
    const changes = byteChanges.map(({ place, mask }) => changedByte(files, Math.floor(place * total), mask));
    const verdicts = await shellVerdicts(changes.map(({ root }) => root));
    const missed = changes.filter((_, index) => verdicts[index]?.code !== 9);

    expect(missed.map(({ what }) => what)).toEqual([]);
  }, 240_000);
});

function sampled<Item>(all: readonly Item[], count: number): readonly Item[] {
  if (isExhaustive) return all;
  const draw = seeded(all.length);
  return all
    .map((item) => ({ item, order: draw() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ item }) => item);
}

function freshRoot(): string {
  return freshFolder((cleanUp) => cleanUps.push(cleanUp));
}

function changedRoot(path: string, bytes: Buffer): string {
  const root = freshRoot();
  cpSync(origin, root, { recursive: true });
  writeFileSync(join(root, path), bytes);
  return root;
}

/** A root in which one byte, the `at`th of all its files, is another; and what was changed. */
function changedByte(files: readonly (readonly [string, Buffer])[], at: number, mask: number) {
  let offset = at;
  for (const [path, bytes] of files) {
    if (offset < bytes.length) {
      const changed = Buffer.from(bytes);
      changed[offset] = (bytes[offset] ?? 0) ^ mask;
      const name = path.slice(origin.length + 1);
      return { root: changedRoot(name, changed), what: `${name} byte ${offset} xor ${mask}` };
    }
    offset -= bytes.length;
  }
  throw new Error(`no byte ${at}`);
}
