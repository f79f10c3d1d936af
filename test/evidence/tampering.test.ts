import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../src/evidence/verify-report.ts';
import { freshFolder, recordRun, runOptions, verify } from './build-root.ts';
import { loadFolder, memoryFiles } from './memory-files.ts';

const cleanUps: (() => void)[] = [];
let folder = '';
let original = new Map<string, Buffer>();
const ledger = () => join(folder, 'docs/validation/ledger.jsonl');

beforeAll(async () => {
  folder = freshFolder((cleanUp) => cleanUps.push(cleanUp));
  await recordRun(runOptions(folder), 1);
  await recordRun(runOptions(folder), 2);
  original = loadFolder(folder);
});
afterAll(() => {
  for (const cleanUp of cleanUps) cleanUp();
});

/** Verifies the root with some files replaced (null: removed). */
function verifyWith(changes: ReadonlyMap<string, Buffer | null>): VerifyReport {
  const contents = new Map(original);
  for (const [path, bytes] of changes) {
    if (bytes === null) contents.delete(path);
    else contents.set(path, bytes);
  }
  return verify(folder, { files: memoryFiles(contents) });
}

function problemOf(report: VerifyReport) {
  return report.state === 'broken' ? report.problem : null;
}

function ledgerLines(): string[] {
  return (original.get(ledger()) ?? Buffer.alloc(0)).toString('utf8').split(/(?<=\n)/);
}

function verifyLines(lines: readonly string[]): VerifyReport {
  return verifyWith(new Map([[ledger(), Buffer.from(lines.join(''))]]));
}

describe('an untouched root', () => {
  it('has at least twenty lines and verifies, signed by a throw-away key', () => {
    const report = verifyWith(new Map());

    expect(ledgerLines().length).toBeGreaterThanOrEqual(20);
    expect(report).toMatchObject({ state: 'verified', signature: { state: 'throw-away' }, findings: [] });
  });
});

describe('a changed byte', () => {
  it('is caught at every position of every file that the root consists of', () => {
    const missed: string[] = [];
    const contents = new Map([...original].map(([path, bytes]) => [path, Buffer.from(bytes)]));
    const files = memoryFiles(contents);
    let flips = 0;

    for (const [path, bytes] of contents) {
      if (path.endsWith('.gitattributes')) continue;
      for (let at = 0; at < bytes.length; at += 1) {
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        if (verify(folder, { files }).state !== 'broken') missed.push(`${path} at ${at}`);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        flips += 1;
      }
    }

    expect(missed).toEqual([]);
    expect(flips).toBeGreaterThan(20_000);
  });

  it('is blamed on the line it is in', () => {
    const lines = ledgerLines();

    for (const [index, line] of lines.entries()) {
      const changed = line.replace('"account":"000000000000"', '"account":"000000000001"');
      const report = verifyLines(lines.with(index, changed));

      expect(problemOf(report)?.line).toBe(index + 1);
    }
  });
});

describe('a changed order of lines', () => {
  it('is caught for every deleted line', () => {
    const lines = ledgerLines();

    for (const index of lines.keys()) {
      expect(verifyLines(lines.toSpliced(index, 1)).state).toBe('broken');
    }
  });

  it('is caught for every duplicated line, and named as such', () => {
    const lines = ledgerLines();

    for (const [index, line] of lines.entries()) {
      const problem = problemOf(verifyLines(lines.toSpliced(index, 0, line)));

      expect(problem).toMatchObject({ code: 'duplicate', line: index + 2 });
    }
  });

  it('is caught for every pair of swapped neighbours', () => {
    const lines = ledgerLines();

    for (let index = 1; index < lines.length; index += 1) {
      const swapped = lines.with(index - 1, lines[index] ?? '').with(index, lines[index - 1] ?? '');

      expect(problemOf(verifyLines(swapped))).toMatchObject({ code: 'sequence', line: index });
    }
  });

  it('is caught for a ledger cut off after any line, below the head', () => {
    const lines = ledgerLines();

    for (let kept = 0; kept < lines.length; kept += 1) {
      expect(verifyLines(lines.slice(0, kept)).state).toBe('broken');
    }
  });

  it('is caught for a ledger cut off at any byte', () => {
    const bytes = original.get(ledger()) ?? Buffer.alloc(0);

    for (let kept = 0; kept < bytes.length; kept += 1) {
      const report = verifyWith(new Map([[ledger(), bytes.subarray(0, kept)]]));
      if (report.state !== 'broken') expect.fail(`cut off at byte ${kept}: ${report.state}`);
    }
  });
});

describe('bytes that do not belong into a ledger', () => {
  it.each([
    ['a NUL', '\0'],
    ['a carriage return', '\r'],
    ['a byte order mark', '\ufeff'],
    ['a line feed', '\n'],
    ['a blank line', '\n\n'],
  ])('are caught: %s before, inside and after each line', (_name, inserted) => {
    const lines = ledgerLines();

    for (const [index, line] of lines.entries()) {
      for (const changed of [inserted + line, line.replace(':', `:${inserted}`), line + inserted]) {
        expect(verifyLines(lines.with(index, changed)).state).toBe('broken');
      }
    }
  });
});

describe('the files beside the ledger', () => {
  it('must not be missing', () => {
    for (const path of original.keys()) {
      if (path.endsWith('.gitattributes') || path.endsWith('/head')) continue;
      expect(verifyWith(new Map([[path, null]])).state, path).toBe('broken');
    }
  });

  it('name the edited section and its line', () => {
    const validation = join(folder, 'VALIDATION.md');
    const edited = Buffer.from(
      readFileSync(validation, 'utf8').replace('The rule is enabled.', 'The rule was fine.  '),
    );

    const problem = problemOf(verifyWith(new Map([[validation, edited]])));

    expect(problem).toMatchObject({ code: 'section', file: 'VALIDATION.md' });
    expect(problem?.sentence).toContain('run-');
  });

  it('may hold no prose that no line binds', () => {
    const validation = join(folder, 'VALIDATION.md');
    const grown = Buffer.concat([
      original.get(validation) ?? Buffer.alloc(0),
      Buffer.from('VALIDATION PASSED\n'),
    ]);

    const problem = problemOf(verifyWith(new Map([[validation, grown]])));

    expect(problem?.code).toBe('unbound-text');
  });

  it('name the edited attachment', () => {
    const path = [...original.keys()].find((name) => name.endsWith('answer.json')) ?? '';

    const problem = problemOf(verifyWith(new Map([[path, Buffer.from('{"State":"DISABLE"}')]])));

    expect(problem).toMatchObject({ code: 'attachment' });
  });
});

describe('the head', () => {
  const headPath = () => join(folder, 'docs/validation/head');
  const headText = () => (original.get(headPath()) ?? Buffer.alloc(0)).toString('utf8');

  it('cannot lose its signature unnoticed, since the ledger names the key', () => {
    const unsigned = headText().split('-----BEGIN')[0] ?? '';

    const problem = problemOf(verifyWith(new Map([[headPath(), Buffer.from(unsigned)]])));

    expect(problem?.code).toBe('signature');
  });

  it('cannot be set back to an earlier run once a later one went on', () => {
    const [, , lastOfFirst = ''] = endsOfRuns();
    const older = `${headText().split('\n')[0]}\n${lastOfFirst}`;

    expect(problemOf(verifyWith(new Map([[headPath(), Buffer.from(older)]])))).not.toBeNull();
  });

  it('is owed for every run but the last: without it the root does not verify', () => {
    expect(problemOf(verifyWith(new Map([[headPath(), null]])))?.code).toBe('head');
  });

  it('left in conflict by a merge is a fork that names both', () => {
    const [first = '', count = '', sha = ''] = headText().split('\n');
    const conflict = `<<<<<<< ours\n${first}\n${count}\n${sha}\n=======\n${first}\n${count}\n${'a'.repeat(64)}\n>>>>>>> theirs\n`;

    const problem = problemOf(verifyWith(new Map([[headPath(), Buffer.from(conflict)]])));

    expect(problem?.code).toBe('fork');
    expect(problem?.sentence).toContain(sha);
    expect(problem?.sentence).toContain('a'.repeat(64));
  });

  function endsOfRuns(): string[] {
    return ledgerLines()
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => line.includes('"kind":"run-ended"'))
      .map(({ number }) => `${number}\n${'0'.repeat(64)}\n`);
  }
});

describe('two heads', () => {
  it('of one ledger that two people continued are named as a fork', async () => {
    const mine = freshFolder((cleanUp) => cleanUps.push(cleanUp));
    await recordRun(runOptions(mine), 1);
    const common = loadFolder(mine);
    await recordRun(runOptions(mine), 2);
    const branch = readFileSync(join(mine, 'docs/validation/ledger.jsonl'), 'utf8');
    for (const [path, bytes] of common) writeFileSync(path, bytes);
    await recordRun(runOptions(mine), 2);
    const other = readFileSync(join(mine, 'docs/validation/ledger.jsonl'), 'utf8');
    const commonText = (common.get(join(mine, 'docs/validation/ledger.jsonl')) ?? '').toString();
    const merged = branch + other.slice(commonText.length);

    writeFileSync(join(mine, 'docs/validation/ledger.jsonl'), merged);
    const problem = problemOf(verify(mine));

    expect(problem?.code).toBe('fork');
    expect(problem?.sentence).toMatch(/lines \d+ and \d+ both follow line \d+/);
  });

  it('are found when a second head file lies beside the first and says something else', () => {
    const head = (original.get(join(folder, 'docs/validation/head')) ?? Buffer.alloc(0)).toString('utf8');
    const [first = '', count = ''] = head.split('\n');
    const second = Buffer.from(`${first}\n${count}\n${'c'.repeat(64)}\n`);

    const problem = problemOf(verifyWith(new Map([[join(folder, 'docs/validation/head.theirs'), second]])));

    expect(problem?.code).toBe('fork');
    expect(problem?.sentence).toContain('c'.repeat(64));
  });

  it('are no fork where the second is an older head of the same ledger', () => {
    const lines = ledgerLines().length;
    const report = verifyWith(new Map());
    const head = report.state === 'verified' ? report.head : '';
    const same = Buffer.from(
      `naver-sms-evidence/v1 sandbox 000000000000 ap-northeast-2\n${lines}\n${head}\n`,
    );

    expect(verifyWith(new Map([[join(folder, 'docs/validation/head.theirs'), same]])).state).toBe('verified');
  });
});

describe('a witness', () => {
  it('agrees with the ledger it saw', () => {
    const report = verifyWith(new Map());
    const head = report.state === 'verified' ? report.head : '';
    const witnesses = [{ lines: ledgerLines().length, sha256: head, source: 'the channel' }];

    expect(verify(folder, { witnesses }).state).toBe('verified');
  });

  it('exposes a history that was rewritten', () => {
    const witnesses = [{ lines: 5, sha256: 'd'.repeat(64), source: 'the channel' }];

    expect(problemOf(verify(folder, { witnesses }))).toMatchObject({ code: 'fork', line: 5 });
  });

  it('exposes an end that was cut off', () => {
    const witnesses = [{ lines: 500, sha256: 'd'.repeat(64), source: 'the channel' }];

    expect(problemOf(verify(folder, { witnesses }))?.code).toBe('truncated');
  });
});
