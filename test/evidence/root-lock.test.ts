import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OperatorError } from '../../src/errors/operator-error.ts';
import { realFileSystem } from '../../src/evidence/file-system.ts';
import { type Machine, thisMachine } from '../../src/evidence/machine.ts';
import { acquireLock, type LockRequest } from '../../src/evidence/root-lock.ts';
import { freshFolder, pretendMachine } from './build-root.ts';
import { failingFrom } from './faulty-files.ts';

function request(folder: string, machine: Machine, changes: Partial<LockRequest> = {}): LockRequest {
  return {
    files: realFileSystem,
    path: join(folder, 'ledger.lock'),
    machine,
    run: `run-of-${machine.pid}`,
    command: 'cutover',
    since: new Date('2025-10-25T05:00:00Z'),
    waitMs: 0,
    monoMs: () => performance.now(),
    ...changes,
  };
}

const folderOf = () => freshFolder(onTestFinished);

describe('a lock', () => {
  it('is held by one process at a time and leaves nothing behind', async () => {
    const folder = folderOf();
    const release = await acquireLock(request(folder, pretendMachine(1, [1, 2])));

    await expect(acquireLock(request(folder, pretendMachine(2, [1, 2])))).rejects.toThrow(
      /process 1 on captains-desk \(cutover, run run-of-1/,
    );
    release();
    const releaseSecond = await acquireLock(request(folder, pretendMachine(2, [1, 2])));
    releaseSecond();

    expect(readdirSync(folder)).toEqual([]);
  });

  it('is waited for, at most as long as was said', async () => {
    const folder = folderOf();
    const release = await acquireLock(request(folder, pretendMachine(1, [1, 2])));
    const waiting = acquireLock(request(folder, pretendMachine(2, [1, 2]), { waitMs: 10_000 }));
    release();

    (await waiting)();

    const held = await acquireLock(request(folder, pretendMachine(1, [1, 2])));
    const startedAt = performance.now();
    const error = await acquireLock(request(folder, pretendMachine(2, [1, 2]), { waitMs: 50 })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error instanceof OperatorError && error.code).toBe('EVIDENCE_LOCKED');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(50);
    held();
  });

  it.each([
    ['whose process is dead', pretendMachine(1), pretendMachine(2, [2])],
    ['from before the last boot', { ...pretendMachine(1), bootId: 'boot-0' }, pretendMachine(2, [1, 2])],
    [
      'whose number another process has now',
      { ...pretendMachine(1), startOf: () => 'long ago' },
      pretendMachine(2, [1, 2]),
    ],
  ])('%s is taken away', async (_name, dead, living) => {
    const folder = folderOf();
    await acquireLock(request(folder, dead));

    const release = await acquireLock(request(folder, living));

    expect(readFileSync(join(folder, 'ledger.lock'), 'utf8')).toContain('run-of-2');
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['from another host', JSON.stringify({ pid: 1, host: 'another', bootId: 'boot-1', start: null })],
    ['that nobody can read', 'not json'],
  ])('%s is never taken away, and the error names the file', async (_name, content) => {
    const folder = folderOf();
    writeFileSync(join(folder, 'ledger.lock'), content);

    const error = await acquireLock(request(folder, pretendMachine(2))).catch((thrown: unknown) => thrown);

    expect(error instanceof OperatorError && error.text.next).toContain('ledger.lock');
    expect(readFileSync(join(folder, 'ledger.lock'), 'utf8')).toBe(content);
  });

  it('works where the file system knows no hard links', async () => {
    const folder = folderOf();
    const files = failingFrom(1, 'linkSync', 'EPERM');
    const release = await acquireLock(request(folder, pretendMachine(1, [1, 2]), { files }));

    await expect(acquireLock(request(folder, pretendMachine(2, [1, 2]), { files }))).rejects.toThrow(
      OperatorError,
    );
    release();

    expect(readdirSync(folder)).toEqual([]);
  });

  it('goes to exactly one of many that find it dead at the same moment', async () => {
    const folder = folderOf();
    await acquireLock(request(folder, pretendMachine(1)));
    const pids = Array.from({ length: 12 }, (_, index) => index + 2);

    const results = await Promise.allSettled(
      pids.map((pid) => acquireLock(request(folder, pretendMachine(pid, pids)))),
    );

    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  it('knows this very process as living', () => {
    expect(thisMachine.isAlive(process.pid)).toBe(true);
    expect(thisMachine.startOf(process.pid)).toBe(thisMachine.startOf(process.pid));
  });
});
