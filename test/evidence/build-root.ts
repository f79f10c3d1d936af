import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallRecord } from '../../src/domain/call-record.ts';
import type { JsonValue } from '../../src/domain/json-value.ts';
import type { EvidenceOptions } from '../../src/evidence/evidence-options.ts';
import type { EvidenceRun, SectionSummary } from '../../src/evidence/evidence-run.ts';
import type { Machine } from '../../src/evidence/machine.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import { throwAwaySigner } from '../../src/evidence/ssh-signer.ts';
import type { VerifyReport } from '../../src/evidence/verify-report.ts';
import { verifyRoot } from '../../src/evidence/verify-root.ts';

/** A fresh folder that is removed after the test. */
export function freshFolder(onEnd: (cleanUp: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A machine on which no process but the named ones lives. */
export function pretendMachine(pid: number, alive: readonly number[] = [pid]): Machine {
  return {
    host: 'captains-desk',
    bootId: 'boot-1',
    pid,
    startOf: (of) => (alive.includes(of) ? `start-of-${of}` : null),
    isAlive: (of) => alive.includes(of),
  };
}

let runCount = 0;

export const sharedSigner = throwAwaySigner();

/** Options for a run in a folder; time moves by 10 ms with every look at a clock. */
export function runOptions(folder: string, changes: Partial<EvidenceOptions> = {}): EvidenceOptions {
  runCount += 1;
  let ticks = 0;
  const tick = () => {
    ticks += 10;
    return ticks;
  };
  const startMs = Date.parse('2025-10-25T05:00:00.000Z') + runCount * 60_000;
  return {
    validationFile: join(folder, 'VALIDATION.md'),
    identity: {
      run: `run-${String(runCount).padStart(5, '0')}`,
      command: 'cutover',
      target: { kind: 'sandbox', account: '000000000000', region: 'ap-northeast-2' },
      operator: { arn: 'arn:aws:sts::000000000000:assumed-role/Captain/drill', claimed: 'Captain' },
      tool: { version: '0.1.0', commit: '0123abc', bundleSha256: 'b'.repeat(64) },
      clockKind: 'virtual',
    },
    now: () => new Date(startMs + tick()),
    monoMs: tick,
    lockWaitMs: 0,
    onFailure: 'refuse',
    spillDirectory: join(folder, 'spill'),
    stderr: () => {},
    signer: sharedSigner,
    defaultRoot: false,
    ...changes,
  };
}

export function sampleCall(changes: Partial<CallRecord> = {}): JsonValue {
  const call: CallRecord = {
    service: 'EventBridge',
    operation: 'DescribeRule',
    effect: 'read',
    input: { Name: 'naver-sms-automation-trigger' },
    output: { State: 'DISABLED' },
    error: null,
    httpStatus: 200,
    requestId: '3f2c0c4e-0101-4222-8333-123456789abc',
    attempt: 1,
    startedAt: '2025-10-25T05:00:00.000Z',
    startedMonoMs: 10,
    durationMs: 12,
    serverDate: 'Sat, 25 Oct 2025 05:00:00 GMT',
    host: 'events.ap-northeast-2.amazonaws.com',
    ...changes,
  };
  // A call record of JSON values.
  return call as unknown as JsonValue;
}

export function summary(changes: Partial<SectionSummary> = {}): SectionSummary {
  return {
    verdict: { state: 'pass' },
    headline: 'The rule is enabled.',
    exitCode: 0,
    steps: [],
    checks: [],
    spans: [],
    ...changes,
  };
}

/** One change, with its intent and outcome. */
export function changeRule(run: EvidenceRun): void {
  const intent = run.append('intent', 'enable', {
    change: { kind: 'rule-enabled', rule: 'r' },
    title: 'Enable',
  });
  run.append('outcome', 'enable', {
    intent: intent.seq,
    state: 'done',
    calls: [sampleCall({ operation: 'EnableRule', effect: 'write' })],
  });
}

/** A whole run in ten lines and the preamble: three reads, a change, an attachment, a verdict, an end. */
export async function recordRun(options: EvidenceOptions, runNo: number | null = null): Promise<void> {
  const run = await openEvidenceRun(options);
  if (runNo !== null) run.setRunNo(runNo);
  run.append('observation', 'look', { call: sampleCall() });
  run.append('observation', 'look', { call: sampleCall({ operation: 'ListTargetsByRule' }) });
  run.append('observation', 'look', { call: sampleCall({ operation: 'GetAlias', service: 'Lambda' }) });
  changeRule(run);
  run.append('verdict', 'check', { check: { id: 'rule-state', verdict: { state: 'pass' } } });
  run.attach('answer.json', Buffer.from('{"State":"ENABLED"}'));
  await run.end(summary());
}

export function verify(
  folder: string,
  changes: Partial<Parameters<typeof verifyRoot>[0]> = {},
): VerifyReport {
  return verifyRoot({
    validationFile: join(folder, 'VALIDATION.md'),
    signers: null,
    now: new Date('2025-10-26T00:00:00.000Z'),
    ...changes,
  });
}
