/* A toolbox over a real ledger on a real disk, and over the real adapters on a real socket. */
import nodeFs, { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCallRecorder } from '../../src/aws/call-recorder.ts';
import { createAwsServices } from '../../src/aws/create-aws-services.ts';
import { createObservationBuffer } from '../../src/commands/observation-buffer.ts';
import type { Toolbox } from '../../src/commands/toolbox.ts';
import type { Environment } from '../../src/domain/environment.ts';
import type { RunEvent } from '../../src/domain/run-event.ts';
import type { RunIdentity } from '../../src/evidence/evidence-run.ts';
import type { FileSystem } from '../../src/evidence/file-system.ts';
import type { LedgerLine } from '../../src/evidence/ledger-line.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { pointSdkAt } from '../aws/aws-over.ts';

export const account = '000000000000';
export const region = 'ap-northeast-2';

export interface RecordedWorld {
  readonly toolbox: Toolbox;
  readonly events: readonly RunEvent[];
  /** How long each pause asked for. */
  readonly pauses: readonly number[];
  /** The disk is full from the n-th ledger write from now on; 1 = the next one. */
  fillDiskAtWrite(nth: number): void;
  lines(): LedgerLine[];
  /** All of the same, opened by the next command. */
  reopen(): Promise<RecordedWorld>;
  remove(): void;
}

export interface WorldOptions {
  readonly origin: string;
  readonly folder?: string;
  readonly isDryRun?: boolean;
  readonly onFailure?: 'refuse' | 'spill';
  readonly run?: string;
}

/** `origin`: where AWS calls go. */
export async function recordedWorld(options: WorldOptions): Promise<RecordedWorld> {
  const { origin, isDryRun = false, onFailure = 'refuse', run = 'run-1' } = options;
  pointSdkAt(origin);
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'naver-sms-'));
  const disk = fillableDisk();
  const events: RunEvent[] = [];
  const pauses: number[] = [];
  const clock = patientClock(pauses);
  const observations = createObservationBuffer();
  const recorder = createCallRecorder({
    now: clock.now,
    monoMs: () => clock.monotonicMs(),
    sink: observations.sink,
    onSandbox: () => {},
    environment: process.env,
  });
  const environment = environmentIn(folder);
  const evidence = await openEvidenceRun({
    validationFile: environment.evidence,
    identity: identityOf(run),
    now: clock.now,
    monoMs: () => clock.monotonicMs(),
    lockWaitMs: 100,
    onFailure,
    spillDirectory: folder,
    stderr: () => {},
    signer: null,
    defaultRoot: false,
    files: disk.files,
  });
  const ledger = join(folder, 'docs/validation/ledger.jsonl');
  return {
    toolbox: {
      ...{ clock, environment, run, evidence, isDryRun },
      aws: createAwsServices({ region, controlTable: environment.tables.control, recorder }),
      target: identityOf(run).target,
      operator: { arn: null, claimed: 'captain-a', reason: null },
      runNo: null,
      report: (event) => events.push(event),
      signal: new AbortController().signal,
      underIntent: recorder.underIntent,
    },
    events,
    pauses,
    fillDiskAtWrite: disk.fillAtWrite,
    lines: () => readLedger(ledger),
    reopen: () => recordedWorld({ ...options, folder, run: `${run}-next` }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function readLedger(path: string): LedgerLine[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Sleeps are noted and over at once; the time is real. */
function patientClock(pauses: number[]): Clock {
  return {
    kind: 'wall',
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    sleep: async (ms) => void pauses.push(ms),
  };
}

function fillableDisk(): { files: FileSystem; fillAtWrite: (nth: number) => void } {
  let left = Number.POSITIVE_INFINITY;
  // Evidence writes bytes with offset and length; the overload for strings is never used.
  const writeSync = (fd: number, bytes: unknown, offset?: unknown, length?: unknown): number => {
    left -= 1;
    if (left < 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    return nodeFs.writeSync(fd, bytes as Uint8Array, Number(offset), Number(length));
  };
  return {
    files: { ...nodeFs, writeSync },
    fillAtWrite: (nth) => {
      left = nth - 1;
    },
  };
}

function identityOf(run: string): RunIdentity {
  return {
    run,
    command: 'enable',
    target: { kind: 'other', account, region },
    operator: { arn: null, claimed: 'captain-a' },
    tool: { version: '0.0.0', commit: 'invented', bundleSha256: '0'.repeat(64) },
    clockKind: 'wall',
  };
}

/** Names are invented. */
export function environmentIn(folder: string): Environment {
  return {
    name: 'invented',
    account,
    region,
    rule: 'a-rule',
    function: 'a-function',
    relay: 'a-relay',
    legacy: { rule: 'old-rule', function: 'old-function', operational: false },
    otherSenderRules: [],
    tables: { sms: 'sms', claims: 'sms_claims', session: 'session', control: 'naver-sms-control' },
    drill: null,
    evidence: join(folder, 'VALIDATION.md'),
    signingKey: null,
  };
}
