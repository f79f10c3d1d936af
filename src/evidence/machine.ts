import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lock, precisely enough that a dead holder is told from a living one on the same machine. */
export interface Machine {
  readonly host: string;
  /** Changes with every boot; null where the system does not tell. */
  readonly bootId: string | null;
  readonly pid: number;
  /** When a living process began, in the system's own units; null: it does not live, or the system does not tell. */
  startOf(pid: number): string | null;
  isAlive(pid: number): boolean;
}

/** The machine this process runs on. */
export const thisMachine: Machine = {
  host: hostname(),
  bootId: readFirstLine('/proc/sys/kernel/random/boot_id'),
  pid: process.pid,
  startOf: (pid) => startTicks(readFirstLine(`/proc/${pid}/stat`)),
  isAlive: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // EPERM: it lives and belongs to somebody else.
      return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
  },
};

/** proc(5): field 22 is the start time; the name in field 2 may hold spaces and brackets, so count after its end. */
function startTicks(stat: string | null): string | null {
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function readFirstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').split('\n')[0] ?? null;
  } catch {
    return null;
  }
}
