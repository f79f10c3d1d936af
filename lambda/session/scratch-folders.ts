import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * What a login leaves in /tmp: a profile per attempt, an unpacking that was cut off. Lambda keeps /tmp while an environment
 * lives, killed runs included. Each folder carries the id of its process, so that those of a dead one can be told. Core
 * dumps need no sweep: the image's launcher lets none be written.
 */

const folderForm = /^naver-sms-(?:unpack|profile)-(\d+)-/;

/** A new folder below `folder`, to be removed by its maker; if that is killed, by the next login. */
export async function makeScratch(folder: string, what: 'unpack' | 'profile'): Promise<string> {
  return await mkdtemp(join(folder, `naver-sms-${what}-${process.pid}-`));
}

/** Removes what killed logins left. A process logs in once at a time, so that its own older folders are left-overs too. */
export async function sweepScratch(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => {
    const pid = Number(folderForm.exec(name)?.[1]);
    return pid > 0 && (pid === process.pid || !isAlive(pid));
  });
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // EPERM: there is one, of another user.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
