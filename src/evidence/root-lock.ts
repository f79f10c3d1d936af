import { setTimeout as delay } from 'node:timers/promises';
import { OperatorError } from '../errors/operator-error.ts';
import { errorCodeOf, type FileSystem, readIfThere, writeFully } from './file-system.ts';
import type { Machine } from './machine.ts';

/*
 * One writer per evidence root on one machine. Node has no flock, so the lock is a file that only one process can
 * create. A lock whose holder is provably dead is taken away; one from another host never is.
 */

export interface LockRequest {
  readonly files: FileSystem;
  readonly path: string;
  readonly machine: Machine;
  readonly run: string;
  readonly command: string;
  readonly since: Date;
  /** How long to wait for another holder, milliseconds. */
  readonly waitMs: number;
  readonly monoMs: () => number;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly bootId: string | null;
  readonly start: string | null;
  readonly run: string;
  readonly command: string;
  readonly since: string;
}

const firstPauseMs = 5;
const longestPauseMs = 100;

/** Takes the lock; the answer releases it. Throws EVIDENCE_LOCKED when `waitMs` have passed. */
export async function acquireLock(request: LockRequest): Promise<() => void> {
  const deadline = request.monoMs() + request.waitMs;
  const own = JSON.stringify(ownHolder(request));
  let pauseMs = firstPauseMs;
  for (;;) {
    if (tryCreate(request, own)) return () => release(request, own);
    const held = readIfThere(request.files, request.path)?.toString('utf8') ?? null;
    if (held === null) continue;
    if (isDead(parseHolder(held), request.machine)) {
      removeStale(request, held);
      continue;
    }
    const leftMs = deadline - request.monoMs();
    if (leftMs <= 0) throw locked(request, parseHolder(held));
    await delay(Math.min(pauseMs, leftMs));
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
  }
}

/** The file appears with its content in one step, by a hard link; file systems without links get the plain way. */
function tryCreate({ files, path, machine }: LockRequest, own: string): boolean {
  const draft = `${path}.${machine.pid}`;
  try {
    writeWhole(files, draft, 'w', own);
    files.linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCodeOf(error) ?? '')) throw error;
    return tryCreatePlainly(files, path, own);
  } finally {
    removeIfThere(files, draft);
  }
}

function removeIfThere(files: FileSystem, path: string): void {
  try {
    files.unlinkSync(path);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  }
}

function tryCreatePlainly(files: FileSystem, path: string, own: string): boolean {
  try {
    writeWhole(files, path, 'wx', own);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function writeWhole(files: FileSystem, path: string, flags: string, text: string): void {
  const fd = files.openSync(path, flags);
  try {
    writeFully(files, fd, Buffer.from(text));
  } finally {
    files.closeSync(fd);
  }
}

/** Dead only where it can be known: same host, and another boot, no such process, or another process by that number. */
function isDead(holder: Holder | null, machine: Machine): boolean {
  if (!holder || holder.host !== machine.host) return false;
  if (holder.bootId !== machine.bootId) return true;
  if (!machine.isAlive(holder.pid)) return true;
  return holder.start !== null && machine.startOf(holder.pid) !== holder.start;
}

/** Two processes may judge the same lock dead: the rename lets one win, and what it took is compared with what it judged. */
function removeStale({ files, path, machine }: LockRequest, judged: string): void {
  const aside = `${path}.stale-${machine.pid}`;
  try {
    files.renameSync(path, aside);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (files.readFileSync(aside).toString('utf8') !== judged) files.linkSync(aside, path);
  files.unlinkSync(aside);
}

function release({ files, path }: LockRequest, own: string): void {
  try {
    if (readIfThere(files, path)?.toString('utf8') === own) files.unlinkSync(path);
  } catch {
    // A lock that cannot be removed is found dead by the next command.
  }
}

function ownHolder({ machine, run, command, since }: LockRequest): Holder {
  return {
    pid: machine.pid,
    host: machine.host,
    bootId: machine.bootId,
    start: machine.startOf(machine.pid),
    run,
    command,
    since: since.toISOString(),
  };
}

function parseHolder(text: string): Holder | null {
  try {
    const parsed: unknown = JSON.parse(text);
    const isHolder = parsed !== null && typeof parsed === 'object' && 'pid' in parsed && 'host' in parsed;
    // Written by ownHolder; a file that lacks its fields is nobody's we know, and stays.
    return isHolder ? (parsed as Holder) : null;
  } catch {
    return null;
  }
}

function locked(request: LockRequest, holder: Holder | null): OperatorError {
  const who = holder
    ? `process ${holder.pid} on ${holder.host} (${holder.command}, run ${holder.run}, since ${holder.since})`
    : 'a lock file that names nobody';
  return new OperatorError('EVIDENCE_LOCKED', {
    what: `The evidence is being written by ${who}.`,
    now: 'Nothing was changed.',
    next:
      holder?.host === request.machine.host
        ? 'Wait for it to end, then run the command again.'
        : `Where that process is surely gone, delete ${request.path} and run the command again.`,
  });
}
