import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Linux keeps files in memory. */
const shelf = '/dev/shm';
/** What the tests hold at a time at most, with an unpacked browser for each test of a damaged one; bytes. */
const neededBytes = 4 * 1024 ** 3;
const form = /^naver-sms-tests-(\d+)-/;

/**
 * A new folder in memory for what tests write: each line of a ledger waits for the disk, and a slow disk would decide how
 * long the suite takes. Null where there is none with 4 GB to spare from which programs can be started. The one of a run
 * that was killed is removed.
 */
export function memoryFolder(): string | null {
  try {
    for (const name of readdirSync(shelf)) {
      if (isLeft(name)) rmSync(join(shelf, name), { recursive: true, force: true });
    }
    const { bavail, bsize } = statfsSync(shelf);
    if (bavail * bsize < neededBytes) return null;
    const folder = mkdtempSync(join(shelf, `naver-sms-tests-${process.pid}-`));
    return canStart(folder) ? folder : null;
  } catch {
    // No such folder, or none of ours to write in.
    return null;
  }
}

function isLeft(name: string): boolean {
  const pid = Number(form.exec(name)?.[1]);
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

/** Containers often mount it without leave to execute. */
function canStart(folder: string): boolean {
  const program = join(folder, 'probe');
  writeFileSync(program, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  try {
    execFileSync(program);
    rmSync(program);
    return true;
  } catch {
    rmSync(folder, { recursive: true });
    return false;
  }
}
