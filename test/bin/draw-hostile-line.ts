import type { RawFields } from './hostile-ledger.ts';

/*
 * Lines that try to be taken for something else: by a shell, by awk, by a format, or by the other verifier. Latin-1,
 * a character a byte.
 */

/** A line's changes, drawn by `random`: one to three fields, some lines by and large good, most of them not. */
export function drawHostileLine(random: () => number): Partial<RawFields> {
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item =>
    items[Math.floor(random() * items.length)] ?? items[0];
  const text = () => Array.from({ length: Math.floor(random() * 4) }, () => pick(texts)).join('');
  const file = () =>
    `{"file":"${pick(paths)}","offset":${pick(numbers)},"length":${pick(numbers)},"sha256":"${pick(digests)}"}`;
  const dataOf: Readonly<Record<string, () => string>> = {
    outcome: () => `{"intent":${pick(numbers)}${pick([',', '}', ' '])}"x":1}`,
    recovery: () => `{"intent":${pick(numbers)},"found":1}`,
    spill: () => `{"closes":${pick(numbers)},"kind":"${pick(kinds)}","sha256":"${pick(digests)}","line":1}`,
    section: file,
    artifact: () => `{"path":"${pick(paths)}","bytes":${pick(numbers)},"sha256":"${pick(digests)}"}`,
    'run-ended': () => `{"x":1,"signer":${pick(signers)}}`,
  };
  const kind = random() < 0.4 ? pick(kinds) : 'observation';
  const fields: readonly [() => Partial<RawFields>, ...(() => Partial<RawFields>)[]] = [
    () => ({ mono: pick(numbers) }),
    () => ({ runNo: pick(numbers) }),
    () => ({ run: pick(runs) }),
    () => ({ at: pick(times) }),
    () => ({ operator: text() }),
    () => ({ tool: text() }),
    () => ({ command: text() }),
    () => ({ step: text() }),
    () => ({ region: text() }),
  ];
  return { kind, data: dataOf[kind]?.() ?? `{"a":"${text()}"}`, ...pick(fields)(), ...pick(fields)() };
}

const texts = [
  ...[
    '\\',
    '\\n',
    '%s%d%n',
    '$(touch pwned)',
    '`touch pwned`',
    '"',
    '\\"',
    "'",
    '&',
    '.*',
    '[',
    '(',
    '^',
    '$',
    ' ',
    '\t',
  ],
  ...[
    ',"data":',
    '","step":"',
    '","step":","step":"',
    ',"prev":"',
    ',"operator":{',
    '},"tool":{',
    '","command":"',
  ],
  ...['},"kind":"note","command":"', '},"kind":"none","command":"', '{print > "pwned"}', '/x/', '#'],
  // Line separators as UTF-8, bytes that are no UTF-8, a byte order mark, control characters.
  ...['\xe2\x80\xa8', '\xe2\x80\xa9', '\xff\xfe', '\xc3', '\xe2\x80', '\xef\xbb\xbf', '\x01', '\x02', '\x7f'],
] as unknown as readonly [string, ...string[]];
const numbers = [
  ...(['5', '6', '0', '00', '2', '3', '000000000000005', '000000000000002', '999999999999999'] as const),
  ...(['1000000000000000', '-1', '1e3', '0x5', '5.0', '', 'null', '2147483648'] as const),
] as const;
const kinds = [
  ...(['intent', 'outcome', 'recovery', 'spill', 'section', 'artifact', 'run-ended', 'run-started'] as const),
  ...(['note', 'none', 'aaaaaaaaaaaaaaaa', ''] as const),
] as const;
const digests = ['a'.repeat(64), 'a'.repeat(63), 'a'.repeat(65), 'A'.repeat(64)] as const;
const paths = [
  ...(['docs/validation/a', 'docs/validation/a/b.md', 'docs/validation/../x', 'docs/validation//a'] as const),
  ...([
    `docs/validation/${'a'.repeat(121)}`,
    '/etc/passwd',
    'docs/validation/.a',
    'docs/validation/a b',
  ] as const),
] as const;
const signers = ['null', '"ssh-ed25519 AA="', '"a b==="', '"A b"', '"null"', 'null,"signer":"x y"'] as const;
const runs = ['run-1', 'run-2', '1', '01', '1e0', '.', '', 'a b', '-a'] as const;
const times = ['2025-10-25T05:00:00.000Z', '2024-10-25T05:00:00.000Z', '2025-10-25T05:00:00.00Z'] as const;
