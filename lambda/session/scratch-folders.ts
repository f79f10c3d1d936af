import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * What a login leaves in /tmp: a profile per attempt, an unpacking that was cut off, core dumps (320 to 383 MB each with
 * Chromium 152 under nodejs24.x, https://github.com/Sparticuz/chromium/issues/512). Lambda keeps /tmp while an environment
 * lives, killed runs included. Each folder carries the id of its process, so that those of a dead one can be told.
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

/** Removes core dumps that were written since this process began; on a developer's machine older ones are others'. */
export async function removeCoreDumps(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => /^core(\.|$)/.test(one))) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    // performance.timeOrigin is the machine's time, like that of the file, even where Date is shifted.
    if (found?.isFile() && found.mtimeMs >= performance.timeOrigin) await rm(path, { force: true });
  }
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
