import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EvidenceOptions } from '../../src/evidence/evidence-options.ts';
import type { EvidenceRun } from '../../src/evidence/evidence-run.ts';
import { sha256 } from '../../src/evidence/line-format.ts';
import { openEvidenceRun } from '../../src/evidence/open-run.ts';
import {
  freshFolder,
  pretendMachine,
  recordRun,
  runOptions,
  sampleCall,
  summary,
  verify,
} from './build-root.ts';
import { killedAt, unsyncedFiles } from './faulty-files.ts';

interface Acknowledged {
  readonly kind: string;
  readonly seq: number;
  readonly sha256: string;
}

/** A run that remembers what it was told is on disk. */
async function runUntilKilled(options: EvidenceOptions): Promise<Acknowledged[]> {
  const told: Acknowledged[] = [];
  try {
    const run = await openEvidenceRun(options);
    const tell = (kind: Parameters<EvidenceRun['append']>[0], step: string, data: object) => {
      const line = run.append(kind, step, data as never);
      told.push({ kind, ...line });
      return line.seq;
    };
    tell('observation', 'look', { call: sampleCall() });
    const intent = tell('intent', 'enable', { change: { kind: 'rule-enabled', rule: 'r' }, title: 'Enable' });
    tell('outcome', 'enable', { intent, state: 'done', calls: [] });
    run.attach('answer.json', Buffer.from('{}'));
    const second = tell('intent', 'brake', { change: { kind: 'reserved-concurrency' }, title: 'Brake' });
    tell('outcome', 'brake', { intent: second, state: 'done', calls: [] });
    await run.end(summary());
  } catch {
    // Killed: what counts is what was told before.
  }
  return told;
}

/** The next command on the same machine: recovers, answers what is in doubt, and ends. */
async function nextCommand(folder: string, pid: number) {
  const options = runOptions(folder, { files: unsyncedFiles, machine: pretendMachine(pid) });
  const run = await openEvidenceRun(options);
  const doubtful = run.doubtful.map((intent) => intent.seq);
  for (const seq of doubtful) {
    run.append('recovery', 'recover', {
      intent: seq,
      found: { state: 'ENABLED' },
      sentence: 'The rule is enabled.',
    });
  }
  await run.end(summary());
  return { doubtful };
}

function ledgerHashes(folder: string): string[] {
  const text = readFileSync(join(folder, 'docs/validation/ledger.jsonl'), 'utf8');
  return text.split(/(?<=\n)/).map((line) => sha256(Buffer.from(line)));
}

async function beginRoot(): Promise<string> {
  const folder = freshFolder(onTestFinished);
  await recordRun(runOptions(folder, { files: unsyncedFiles, machine: pretendMachine(1) }));
  return folder;
}

describe.each(['before', 'torn'] as const)('a process killed %s any change to the disk', (how) => {
  it('loses nothing that it was told is written, and the next command recovers unaided', async () => {
    const origin = await beginRoot();
    let killed = 0;

    for (let nth = 1; ; nth += 1) {
      const folder = freshFolder(onTestFinished);
      cpSync(origin, folder, { recursive: true });
      const { files, wasKilled } = killedAt(nth, how);
      const told = await runUntilKilled(runOptions(folder, { files, machine: pretendMachine(2) }));
      if (!wasKilled()) break;
      killed += 1;

      const { doubtful } = await nextCommand(folder, 3);

      const hashes = ledgerHashes(folder);
      for (const line of told)
        expect(hashes[line.seq - 1], `killed at ${nth}, line ${line.seq}`).toBe(line.sha256);
      const unanswered = told.filter(
        (line, index) => line.kind === 'intent' && told[index + 1]?.kind !== 'outcome',
      );
      for (const intent of unanswered) {
        const wasAnswered = hasOutcome(folder, intent.seq);
        expect(doubtful.includes(intent.seq), `killed at ${nth}`).toBe(!wasAnswered);
      }
      expect(verify(folder), `killed at ${nth}`).toMatchObject({ state: 'verified', openIntents: [] });
    }

    expect(killed).toBeGreaterThan(30);
  });

  it('recovers as well when the recovering command is killed too', async () => {
    const origin = await beginRoot();

    for (let nth = 1; nth < 60; nth += 4) {
      for (let again = 1; again < 24; again += 3) {
        const folder = freshFolder(onTestFinished);
        cpSync(origin, folder, { recursive: true });
        const first = killedAt(nth, how);
        const told = await runUntilKilled(
          runOptions(folder, { files: first.files, machine: pretendMachine(2) }),
        );
        const second = killedAt(again, how);
        await runUntilKilled(runOptions(folder, { files: second.files, machine: pretendMachine(3) }));

        await nextCommand(folder, 4);

        const hashes = ledgerHashes(folder);
        for (const line of told) expect(hashes[line.seq - 1], `killed at ${nth}, ${again}`).toBe(line.sha256);
        expect(verify(folder), `killed at ${nth}, ${again}`).toMatchObject({ state: 'verified' });
      }
    }
  });

  it('leaves a fresh folder that the next command can begin, whatever was there already', async () => {
    for (let nth = 1; ; nth += 1) {
      const folder = freshFolder(onTestFinished);
      const { files, wasKilled } = killedAt(nth, how);
      await runUntilKilled(runOptions(folder, { files, machine: pretendMachine(2) }));
      if (!wasKilled()) break;

      await nextCommand(folder, 3);

      expect(verify(folder), `killed at ${nth}`).toMatchObject({ state: 'verified' });
      expect(existsSync(join(folder, 'VALIDATION.md'))).toBe(true);
    }
  });
});

describe('a line that was cut off', () => {
  it('is set aside with its digest in a recovery line, and no whole line is dropped', async () => {
    const folder = await beginRoot();
    const ledger = join(folder, 'docs/validation/ledger.jsonl');
    const before = readFileSync(ledger);
    const torn = '{"v":1,"seq":99,"at":"2025';
    unsyncedFiles.writeSync(unsyncedFiles.openSync(ledger, 'a'), torn);

    expect(verify(folder)).toMatchObject({ state: 'broken', problem: { code: 'torn-line' } });
    await nextCommand(folder, 3);

    const after = readFileSync(ledger, 'utf8');
    expect(after.startsWith(before.toString('utf8'))).toBe(true);
    const recovery = after.split('\n').find((line) => line.includes('"kind":"recovery"')) ?? '';
    expect(recovery).toContain(sha256(Buffer.from(torn)));
    const file = /"file":"([^"]+)"/.exec(recovery)?.[1] ?? '';
    expect(readFileSync(join(folder, file), 'utf8')).toBe(torn);
    expect(verify(folder).state).toBe('verified');
  });
});

describe('a section whose append was cut off', () => {
  it('is completed from its file, and the ledger says so', async () => {
    const folder = await beginRoot();
    const validation = join(folder, 'VALIDATION.md');
    const whole = readFileSync(validation);
    unsyncedFiles.ftruncateSync(unsyncedFiles.openSync(validation, 'r+'), whole.length - 100);

    expect(verify(folder)).toMatchObject({ state: 'broken', problem: { code: 'interrupted-section' } });
    await nextCommand(folder, 3);

    expect(readFileSync(validation).subarray(0, whole.length).equals(whole)).toBe(true);
    expect(readFileSync(join(folder, 'docs/validation/ledger.jsonl'), 'utf8')).toContain(
      'lacked the last 100 bytes',
    );
  });
});

/** The outcome may have reached the disk though the process died before it was told so. */
function hasOutcome(folder: string, intent: number): boolean {
  const lines = readFileSync(join(folder, 'docs/validation/ledger.jsonl'), 'utf8').split('\n');
  return lines.some(
    (line) => line.includes('"kind":"outcome"') && line.includes(`"data":{"intent":${intent},`),
  );
}
