import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Peak resident memory of a process in MB; the present one where the system keeps no peak; null when it is gone. */
export async function residentMemoryMb(pid: number): Promise<number | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return kilobytes(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]);
  } catch {
    return process.platform === 'linux' ? null : await askPs(pid);
  }
}

async function askPs(pid: number): Promise<number | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return kilobytes(stdout.trim());
  } catch {
    return null;
  }
}

function kilobytes(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Math.ceil(Number(text) / 1024);
}
