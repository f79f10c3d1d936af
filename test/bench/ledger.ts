import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import { throwAwaySigner } from '../../src/evidence/ssh-signer.ts';
import { verifyRoot } from '../../src/evidence/verify-root.ts';
import { type Figure, median } from './measure.ts';

const longLedger = 100_000;
const sample = 200;

/** Appending with fsync near line 100 and near line 100,000, and verifying the ledger that came of it. */
export async function benchLedger(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'naver-sms-bench-'));
  try {
    const validationFile = join(folder, 'VALIDATION.md');
    const evidence = await openEvidenceRun({
      validationFile,
      identity: {
        run: '00000000-0000-4000-8000-000000000000',
        command: 'bench',
        target: { kind: 'sandbox', account: '000000000000', region: 'ap-northeast-2' },
        operator: { arn: null, claimed: 'bench' },
        tool: { version: '0.0.0', commit: 'unknown', bundleSha256: '0'.repeat(64) },
        clockKind: 'wall',
      },
      now: () => new Date(),
      monoMs: () => performance.now(),
      lockWaitMs: 1_000,
      onFailure: 'refuse',
      spillDirectory: folder,
      stderr: () => {},
      signer: throwAwaySigner(),
      defaultRoot: false,
    });
    const filler = (count: number) => {
      for (let line = 0; line < count; line += 1)
        evidence.append('observation', 'events:DescribeRule', observation);
    };
    // An intent is fsynced; each is closed at once, as run-step does.
    const timedPair = () => {
      const started = performance.now();
      const { seq } = evidence.append('intent', 'bench', {
        change: { kind: 'rule-disabled', rule: 'bench' },
      });
      const ms = performance.now() - started;
      evidence.append('outcome', 'bench', { intent: seq, state: 'done', calls: [] });
      return ms;
    };
    const pairs = () => median(Array.from({ length: sample }, timedPair));
    filler(100 - evidence.head().lines);
    const earlyMs = pairs();
    filler(longLedger - evidence.head().lines);
    const lateMs = pairs();
    await evidence.end({
      verdict: { state: 'pass' },
      headline: 'bench',
      exitCode: 0,
      steps: [],
      checks: [],
      spans: [],
    });
    return [appendFigure(earlyMs, lateMs), verifyFigure(validationFile)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A read as the recorder writes it down, about half a kilobyte. */
const observation = {
  call: {
    service: 'events',
    operation: 'DescribeRule',
    effect: 'read',
    input: { Name: 'naver-sms-automation-trigger' },
    output: {
      Name: 'naver-sms-automation-trigger',
      State: 'ENABLED',
      ScheduleExpression: 'rate(20 minutes)',
    },
    error: null,
    httpStatus: 200,
    requestId: '3d1f6b52-7c0e-4a57-9e55-0d7c1b4a2f10',
    attempt: 1,
    startedAt: '2026-11-23T05:00:00.000Z',
    startedMonoMs: 12.5,
    durationMs: 7.25,
    serverDate: 'Mon, 23 Nov 2026 05:00:00 GMT',
    host: 'events.ap-northeast-2.amazonaws.com',
  },
};

function appendFigure(earlyMs: number, lateMs: number): Figure {
  return {
    what: 'Ledger append with fsync, line 100,000 against line 100',
    measured: `${(lateMs / earlyMs).toFixed(2)}x (${(lateMs * 1000).toFixed(0)} µs against ${(earlyMs * 1000).toFixed(0)} µs)`,
    aim: '1.5x',
  };
}

function verifyFigure(validationFile: string): Figure {
  const bytes =
    statSync(join(dirname(validationFile), 'docs/validation/ledger.jsonl')).size +
    statSync(validationFile).size;
  const seconds = median(
    Array.from({ length: 3 }, () => {
      const started = performance.now();
      const report = verifyRoot({ validationFile, signers: null, now: new Date() });
      if (report.state !== 'verified') throw new Error(`the ledger does not verify: ${report.state}`);
      return (performance.now() - started) / 1000;
    }),
  );
  const mb = bytes / 1e6;
  return {
    what: '`evidence verify`',
    measured: `${(mb / seconds).toFixed(0)} MB/s (${mb.toFixed(0)} MB)`,
    aim: '100 MB/s',
  };
}
