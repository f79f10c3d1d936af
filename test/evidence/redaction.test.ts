import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonValue } from '../../src/domain/json-value.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import { redactText } from '../../src/evidence/redact-text.ts';
import { redactValue } from '../../src/evidence/redact-value.ts';
import { freshFolder, runOptions, sampleCall, summary } from './build-root.ts';
import { canary, keeper, surrounded } from './canaries.ts';
import { failingFrom, unsyncedFiles } from './faulty-files.ts';
import { loadFolder } from './memory-files.ts';

const seed = 20251025;

describe('the sweep over a text', () => {
  it('lets no planted secret through, whatever stands around it', () => {
    fc.assert(
      fc.property(surrounded, ({ text, secret }) => {
        expect(redactText(text)).not.toContain(secret);
      }),
      { seed, numRuns: 5_000 },
    );
  });

  it('leaves digests, times, ARNs and request ids as they are', () => {
    fc.assert(
      fc.property(
        fc.array(keeper, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(' ', ', ', '\n', '|', '/'),
        (kept, separator) => {
          const text = kept.join(separator);
          expect(redactText(text)).toBe(text);
        },
      ),
      { seed, numRuns: 5_000 },
    );
  });

  it('changes nothing more when it is done twice', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            surrounded.map(({ text }) => text),
            keeper,
          ),
        ),
        (texts) => {
          const once = redactText(texts.join(' '));
          expect(redactText(once)).toBe(once);
        },
      ),
      { seed, numRuns: 2_000 },
    );
  });

  it('keeps the last four digits of a mobile number, however it was written', () => {
    const written = [
      '01000001234',
      '010-0000-1234',
      '010 0000 1234',
      '010.0000.1234',
      '+821000001234',
      '+82-10-0000-1234',
      '+82 (0)10 0000 1234',
      '82-10-0000-1234',
      '008210-0000-1234',
      '(010) 0000-1234',
      '010‑0000‑1234',
      '010\u200b-0000-1234',
    ];

    expect(written.map(redactText)).toEqual(
      written.map((text) => (text.startsWith('(') ? '010-****-1234' : '010-****-1234')),
    );
    expect(redactText('booking 1000_2000#010-0000-1234#confirm')).toBe(
      'booking 1000_2000#010-****-1234#confirm',
    );
    expect(redactText('old number 011-000-1234.')).toBe('old number 011-****-1234.');
  });

  it('keeps enough of an address to tell two people apart', () => {
    expect(redactText('arn:aws:sts::000000000000:assumed-role/Ops/kim@shop.example')).toBe(
      'arn:aws:sts::000000000000:assumed-role/Ops/k***@shop.example',
    );
  });

  it('takes time in proportion to the text, whatever the text', () => {
    const hostile = [
      'a'.repeat(200_000),
      '0'.repeat(200_000),
      '01'.repeat(100_000),
      '{'.repeat(100_000),
      'a@'.repeat(100_000),
      '010-'.repeat(50_000),
    ];

    for (const text of hostile) {
      const startedAt = performance.now();
      redactText(text);
      expect(performance.now() - startedAt, text.slice(0, 8)).toBeLessThan(5_000);
    }
  });
});

describe('the sweep over a value', () => {
  it('reaches every string and key at any depth, and JSON inside strings', () => {
    fc.assert(
      fc.property(
        canary,
        fc.jsonValue({ maxDepth: 3 }),
        fc.integer({ min: 0, max: 3 }),
        ({ text, secret }, other, depth) => {
          let value: unknown = { [text]: 1, list: [other, text], inner: JSON.stringify({ text }) };
          for (let level = 0; level < depth; level += 1) value = { deeper: JSON.stringify(value) };
          const swept = JSON.stringify(redactValue(value as JsonValue));
          expect(swept).not.toContain(secret);
        },
      ),
      { seed, numRuns: 2_000 },
    );
  });

  it('removes the value of a field that is a secret by its name', () => {
    const value = {
      cookies: '[{"name":"x","value":"plain"}]',
      password: 'hunter2',
      SecretString: '{"a":1}',
      bot_token: 'plain',
      Authorization: ['a'],
      headers: [{ name: 'Cookie', value: 'plain' }],
      nextToken: 'kept',
      clientRequestToken: 'kept',
      session: 'cached',
      count: 3,
      none: null,
    };

    expect(redactValue(value)).toEqual({
      cookies: '[redacted]',
      password: '[redacted]',
      SecretString: '[redacted]',
      bot_token: '[redacted]',
      Authorization: '[redacted]',
      headers: [{ name: 'Cookie', value: '[redacted]' }],
      nextToken: 'kept',
      clientRequestToken: 'kept',
      session: 'cached',
      count: 3,
      none: null,
    });
  });

  it('leaves a value without secrets exactly as it is', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('a', 'b', 'State'),
          fc.oneof(keeper, fc.double({ noNaN: true }), fc.boolean()),
        ),
        (value) => {
          expect(redactValue(value)).toEqual(value);
        },
      ),
      { seed, numRuns: 1_000 },
    );
  });
});

describe('a recorded run', () => {
  it('holds no planted secret in any file of the root, whichever field carried it', async () => {
    const planted = fc.sample(canary, { seed, numRuns: 30 });

    for (const { text, secret } of planted) {
      const folder = freshFolder(onTestFinished);
      await plantEverywhere(folder, text, { files: unsyncedFiles });

      for (const [path, bytes] of loadFolder(folder)) {
        expect(bytes.toString('utf8').includes(secret), `${secret} in ${path}`).toBe(false);
      }
    }
  });

  it.each([
    [
      'in the spill',
      ([path, flags]: readonly unknown[]) => flags !== 'r' && !String(path).includes('spill-'),
    ],
    ['on stderr, where no spill can be written', ([, flags]: readonly unknown[]) => flags !== 'r'],
  ])('holds none %s either', async (place, isRefused) => {
    const files = failingFrom(1, 'openSync', 'EROFS', isRefused);
    const isSpill = place === 'in the spill';

    for (const { text, secret } of fc.sample(canary, { seed, numRuns: 60 })) {
      const folder = freshFolder(onTestFinished);
      const told: string[] = [];
      await plantEverywhere(folder, text, { files, onFailure: 'spill', stderr: (line) => told.push(line) });

      const spilled = [...loadFolder(`${folder}/spill`).values()].map((bytes) => bytes.toString('utf8'));
      const lines = (isSpill ? spilled : told).join('').trimEnd().split('\n');
      expect(lines.length).toBeGreaterThan(5);
      expect(told.join('')).not.toContain(secret);
      for (const bytes of loadFolder(folder).values()) expect(bytes.toString('utf8')).not.toContain(secret);
    }
  });
});

/** Puts a text into every field that a command can fill. */
async function plantEverywhere(
  folder: string,
  text: string,
  changes: Parameters<typeof runOptions>[1],
): Promise<void> {
  const options = runOptions(folder, changes);
  const { identity } = options;
  const operator = { arn: `arn:aws:sts::000000000000:assumed-role/x/${text}`, claimed: text };
  const run = await openEvidenceRun({
    ...options,
    identity: { ...identity, command: `note ${text}`, operator },
  });
  run.append('observation', `step ${text}`, {
    call: sampleCall({ input: { Name: text }, output: { list: [text] } }),
  });
  run.append('observation', 'failed', {
    call: sampleCall({ error: { name: text, message: text }, requestId: text }),
  });
  const intent = run.append('intent', 'change', { change: { rule: text }, title: text });
  run.append('outcome', 'change', {
    intent: intent.seq,
    state: text,
    calls: [sampleCall({ host: text })],
    value: text,
  });
  run.append('note', 'note', { text });
  run.append('approval', 'approve', { who: text });
  run.append('recovery', 'recover', { intent: null, found: { text }, sentence: text });
  run.attach('log.txt', Buffer.from(`line one\n${text}\n`));
  run.attach('data.json', Buffer.from(JSON.stringify({ deep: { text } })));
  const verdict = { state: 'fail', reason: text } as const;
  await run.end(
    summary({
      verdict,
      headline: text,
      steps: [{ id: text, title: text, state: 'failed', detail: text, durationMs: 5, requestId: text }],
      checks: [
        {
          id: 'c',
          title: text,
          severity: 'block',
          expected: text,
          observed: text,
          verdict,
          source: text,
          remedy: text,
        },
      ],
      spans: [
        {
          id: 's',
          title: text,
          startedAt: '2025-10-25T05:00:00.000Z',
          endedAt: '2025-10-25T05:00:01.000Z',
          durationMs: 1_000,
          timebase: 'real',
          basis: 'claimed',
          limitMs: 5_000,
        },
      ],
    }),
  );
}
