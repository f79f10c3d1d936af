import { readFile } from 'node:fs/promises';

/**
 * How long a process was ready to run while no CPU was free, milliseconds: the second figure of Linux's
 * /proc/<pid>/schedstat, in nanoseconds. 0 elsewhere and for a process that is gone.
 * Source: https://docs.kernel.org/scheduler/sched-stats.html
 */
export async function waitedForCpuMs(pid: number): Promise<number> {
  try {
    const [, waitedNs] = (await readFile(`/proc/${pid}/schedstat`, 'utf8')).trim().split(' ');
    return Number(waitedNs) / 1e6 || 0;
  } catch {
    return 0;
  }
}
