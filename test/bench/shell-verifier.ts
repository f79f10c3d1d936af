import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chainStart, formatLine, sha256 } from '../../src/evidence/line-format.ts';
import { compare, type Figure, timeOnce } from './measure.ts';

const script = join(import.meta.dirname, '../../bin/verify-evidence.sh');
const lines = 40_000;

/** The shell verifier on a ledger of about 34 MB, against the digest of the same file. */
export async function benchShellVerifier(): Promise<readonly Figure[]> {
  const root = mkdtempSync(join(tmpdir(), 'naver-sms-bench-'));
  try {
    const ledger = join(root, 'docs/validation/ledger.jsonl');
    mkdirSync(join(root, 'docs/validation'), { recursive: true });
    const bytes = longLedger();
    writeFileSync(ledger, bytes);
    const { aMs, ratio } = await compare(
      5,
      () => timeOnce({ file: 'bash', words: [script, root] }),
      () => timeOnce({ file: 'sha256sum', words: [ledger] }),
    );
    const mb = bytes.length / 1e6;
    return [
      {
        what: '`bin/verify-evidence.sh` against `sha256sum` of the same ledger',
        measured: `${ratio.toFixed(0)}x (${(mb / (aMs / 1000)).toFixed(0)} MB/s, ${((aMs * 1000) / lines).toFixed(0)} µs a line, ${mb.toFixed(0)} MB)`,
        aim: '20x',
      },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function longLedger(): Buffer {
  let prev = chainStart;
  const identity = {
    run: '00000000-0000-4000-8000-000000000000',
    command: 'bench',
    target: { kind: 'sandbox', account: '000000000000', region: 'ap-northeast-2' },
    operator: { arn: null, claimed: 'bench' },
    tool: { version: '0.0.0', commit: 'unknown', bundleSha256: '0'.repeat(64) },
    clockKind: 'wall',
  } as const;
  return Buffer.concat(
    Array.from({ length: lines }, (_, index) => {
      const stamp = { identity, runNo: 1, at: new Date(1_790_000_000_000 + index), monoMs: index };
      const content =
        index === 0
          ? ({ kind: 'run-started', step: 'start', data: {} } as const)
          : ({ kind: 'observation', step: 'events:DescribeRule', data: { call: 'x'.repeat(450) } } as const);
      const line = formatLine({ seq: index + 1, prev }, stamp, content);
      prev = sha256(line);
      return line;
    }),
  );
}
