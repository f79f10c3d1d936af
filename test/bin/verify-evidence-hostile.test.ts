import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sha256 } from '../../src/evidence/line-format.ts';
import { freshFolder, verify } from '../evidence/build-root.ts';
import { seeded } from '../evidence/seeded.ts';
import { isExhaustive } from '../support/exhaustive.ts';
import { describeIfPresent } from '../support/needs.ts';
import { drawHostileLine } from './draw-hostile-line.ts';
import { type RawFields, rawLedger } from './hostile-ledger.ts';
import { missing, script, shell, shellVerdicts, verdictOf } from './run-shell-verifier.ts';

/*
 * What our tool never writes: the shell verifier judges it as ours does, and runs none of it.
 */

const drawn = isExhaustive ? 600 : 24;
/** As many lines as the script judges at a time. */
const chunk = Number(/kept == (\d+)/.exec(readFileSync(script, 'utf8'))?.[1]);

function rootWith(ledger: Buffer): string {
  const root = freshFolder(onTestFinished);
  mkdirSync(join(root, 'docs/validation'), { recursive: true });
  writeFileSync(join(root, 'docs/validation/ledger.jsonl'), ledger);
  return root;
}

async function expectAgreement(roots: readonly string[]): Promise<readonly number[]> {
  const ours = roots.map((root) => verdictOf(verify(root)));

  expect(await shellVerdicts(roots)).toEqual(ours);
  return ours.map(({ code }) => code ?? -1);
}

describeIfPresent(missing, 'the shell verifier says what ours says', () => {
  it(`of ${drawn} ledgers of seeded hostile lines`, async () => {
    const random = seeded(20251026);
    const codes = await expectAgreement(
      Array.from({ length: drawn }, () =>
        rootWith(
          rawLedger(Array.from({ length: 1 + Math.floor(random() * 3) }, () => drawHostileLine(random))),
        ),
      ),
    );

    expect(new Set(codes)).toEqual(new Set([0, 9]));
  }, 120_000);

  it('of text that would be a command, a pattern or a format elsewhere: it is taken as it is', async () => {
    const hostile = [
      '\\',
      '%s%n',
      '$(touch pwned)',
      '`id`',
      '\\"',
      "'",
      '&',
      '\\1',
      '[',
      '\xff\xfe',
      '{print > "pwned"}',
    ];
    const changes: Partial<RawFields>[] = hostile.map((text) => ({
      step: text,
      command: text,
      data: `{"a":"${text}"}`,
    }));
    const root = rootWith(rawLedger(changes));
    const answer = await shell([root]);

    expect(await expectAgreement([root])).toEqual([0]);
    expect(answer.text).toContain(`${hostile.length + 1} lines unsigned`);
  });

  it('of a line or paragraph separator in a field that holds none', async () => {
    const codes = await expectAgreement(
      ['\xe2\x80\xa8', '\xe2\x80\xa9'].map((text) => rootWith(rawLedger([{ step: text }]))),
    );

    expect(codes).toEqual([9, 9]);
  });

  it('of a changed line where the line that could tell which of two was changed is bad as well', async () => {
    const ledger = rawLedger([{}, {}, {}]).toString('latin1').replace('"step":"look"', '"step":"LOOK"');
    const endings = [
      '',
      ledger.split('\n')[3],
      'not a line',
      ledger.split('\n')[3]?.replace('"observation"', '"none"'),
    ];
    const roots = endings.map((ending) =>
      rootWith(Buffer.from([...ledger.split('\n').slice(0, 3), ending, ''].join('\n'), 'latin1')),
    );

    expect(await expectAgreement(roots)).toEqual([9, 9, 9, 9]);
  });

  it('of numbers with zeros before them and with 15 and 16 digits', async () => {
    const zeros = { seq: '000000000000002', mono: '000000000000005', runNo: '000000000000001' };
    const most = '999999999999999';
    const codes = await expectAgreement(
      [
        [zeros, { mono: '6' }],
        [{ mono: most, runNo: most }, { mono: most }],
        [{ mono: most }, { mono: '999999999999998' }],
        [{ mono: `${most}0` }],
        [{ kind: 'intent' }, { kind: 'outcome', data: '{"intent":000000000000002}' }],
        [{ kind: 'outcome', data: `{"intent":${most}}` }],
      ].map((changes) => rootWith(rawLedger(changes))),
    );

    expect(codes).toEqual([0, 0, 9, 9, 0, 9]);
  });

  it('of recorded lengths that are right in sum and wrong for each file', async () => {
    const texts = ['a section of it\n', 'another\n'];
    const recorded = (lengths: readonly number[], attached: number) => {
      const sections = texts.map((text, index) => ({
        kind: 'section',
        data: `{"file":"docs/validation/${index}","offset":${index === 0 ? 0 : lengths[0]},"length":${lengths[index]},"sha256":"${sha256(Buffer.from(text))}"}`,
      }));
      const artifact = `{"path":"docs/validation/0","bytes":${attached},"sha256":"${sha256(Buffer.from(texts[0] ?? ''))}"}`;
      const root = rootWith(rawLedger([...sections, { kind: 'artifact', data: artifact }]));
      for (const [index, text] of texts.entries())
        writeFileSync(join(root, `docs/validation/${index}`), text);
      writeFileSync(join(root, 'VALIDATION.md'), texts.join(''));
      return root;
    };

    expect(
      await expectAgreement([recorded([16, 8], 16), recorded([15, 9], 16), recorded([16, 8], 17)]),
    ).toEqual([0, 9, 9]);
  });

  it('of lines of a megabyte, whatever they are full of', async () => {
    const fill = (text: string) => text.repeat(Math.ceil(1e6 / text.length));
    const good: Partial<RawFields>[] = [
      { step: fill('a') },
      { step: fill('","step":"') },
      { command: fill('},"kind":"note","command":"') },
      { tool: fill('},"tool":{') },
      { step: fill('\xff'), data: fill('"') },
    ];
    const bad: Partial<RawFields>[] = [
      { kind: 'section', data: fill('"') },
      { kind: 'run-ended', data: `{"x":"${fill('"signer":"ssh-ed ')}"}` },
      { seq: fill('0') },
    ];
    const codes = await expectAgreement([
      rootWith(rawLedger(good)),
      ...bad.map((change) => rootWith(rawLedger([change]))),
    ]);

    expect(codes).toEqual([0, 9, 9, 9]);
  }, 60_000);
});

describeIfPresent(missing, `where ${chunk} lines are judged at a time, both verifiers say the same`, () => {
  const lines = 2 * chunk + 1;
  const whole = rawLedger(Array.from({ length: lines - 1 }, () => ({})));
  const end = (line: number) => {
    let at = 0;
    for (let count = 0; count < line; count += 1) at = whole.indexOf('\n', at) + 1;
    return at;
  };
  const changedAt = (line: number) => {
    const changed = Buffer.from(whole);
    changed.write('LOOK', changed.indexOf('"step":"look"', end(line - 1)) + '"step":"'.length);
    return changed;
  };

  it.each([1, chunk, chunk + 1, 2 * chunk, lines])(
    'of a change in line %i of the ledger',
    async (line) => {
      const root = rootWith(changedAt(line));

      // After the last line nothing tells that it was changed: no head was written.
      expect(await expectAgreement([root])).toEqual([line === lines ? 0 : 9]);
      if (line < lines) expect((await shell([root])).lastLine).toContain(`ledger.jsonl, line ${line}.`);
    },
    60_000,
  );

  it('of a ledger that ends with the last line judged at once, whole and torn', async () => {
    const codes = await expectAgreement([
      rootWith(whole.subarray(0, end(chunk))),
      rootWith(whole.subarray(0, end(chunk) + 10)),
      rootWith(whole.subarray(0, end(chunk) - 1)),
    ]);

    expect(codes).toEqual([0, 9, 9]);
  }, 60_000);

  it('of a torn line alone, and of no line where a head counts some', async () => {
    const headed = rootWith(Buffer.alloc(0));
    writeFileSync(
      join(headed, 'docs/validation/head'),
      `naver-sms-evidence/v1 sandbox 000000000000 ap-northeast-2\n3\n${'a'.repeat(64)}\n`,
    );

    expect(await expectAgreement([rootWith(Buffer.from('{"v":1')), headed])).toEqual([9, 9]);
  });
});
