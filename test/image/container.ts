import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Child, ChildOptions } from '../../src/sandbox/lambda/child.ts';
import { preloadModule } from '../../src/sandbox/lambda/date-shift.ts';
import { residentMemoryMb } from '../../src/sandbox/lambda/resident-memory.ts';
import { waitedForCpuMs } from '../../src/sandbox/lambda/waited-for-cpu.ts';
import type { UnpackedImage } from './unpacked-image.ts';

/** A program in a container, as Lambda runs it: read-only but for /tmp, without rights, its own processes alone. */
export interface Container extends Child {
  /** Ids of its processes as the host sees them, with the kernel's letter for their state. */
  processes(): readonly ContainerProcess[];
  /** Resident memory of all its processes now, MB; shared pages count in each. */
  residentMb(): number;
  /** Where the host sees the container's root. */
  root(): string;
}

export interface ContainerProcess {
  readonly pid: number;
  readonly state: string;
  readonly name: string;
}

export interface ContainerCommand {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

/** Starts the image's command for a bundle's name: as `startChild` starts the bundle, but in the container. */
export function startIn(image: UnpackedImage): (options: ChildOptions) => Container {
  return ({ bundle, environment, offsetMs, onLine }) => {
    const name = basename(bundle);
    return startContainer(image, {
      words: [...image.entrypoint, ...(image.command[0] === name ? image.command : [name])],
      environment: { ...environment, NODE_OPTIONS: `--import=${preloadModule(offsetMs)}` },
      onLine,
    });
  };
}

/** Lambda's default for /tmp. */
const tmpMegabytes = 512;

/** The shell runs in a mount and process namespace of its own, and becomes the program. */
const enter = `
  set -e
  root=$1 user=$2 folder=$3
  shift 3
  mount --bind "$root" "$root"
  mount -o remount,bind,ro "$root"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o size=${tmpMegabytes}m,mode=1777 tmpfs "$root/tmp"
  mount -t tmpfs -o size=1m,mode=755 tmpfs "$root/dev"
  for device in null zero random urandom; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  ln -s /proc/self/fd "$root/dev/fd"
  exec /usr/sbin/chroot --userspec="$user" --groups= "$root" /bin/sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
`;

export function startContainer(image: UnpackedImage, command: ContainerCommand): Container {
  const inside = [image.root, image.user, image.folder, ...command.words];
  const words = ['--mount', '--pid', '--fork', '/bin/sh', '-c', enter, 'enter', ...inside];
  const started = spawn('/usr/bin/unshare', words, {
    env: { ...image.environment, ...command.environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  started.stdin.on('error', () => undefined);
  for (const stream of [started.stdout, started.stderr]) createInterface(stream).on('line', command.onLine);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    started.once('close', (code, signal) => resolve({ code, signal }));
    started.once('error', () => resolve({ code: null, signal: null }));
  });
  const processes = (): readonly ContainerProcess[] => processesBelow(started.pid);
  let peakMb = 0;
  return {
    ended,
    processes,
    root: () => `/proc/${processes()[0]?.pid}/root`,
    residentMb: () => processes().reduce((sum, { pid }) => sum + residentKb(pid) / 1024, 0),
    memoryMb: async () => {
      const peaks = await Promise.all(processes().map(({ pid }) => residentMemoryMb(pid)));
      peakMb = Math.max(
        peakMb,
        peaks.reduce<number>((sum, peak) => sum + (peak ?? 0), 0),
      );
      return peakMb;
    },
    waitedForCpuMs: async () =>
      Math.max(0, ...(await Promise.all(processes().map(({ pid }) => waitedForCpuMs(pid))))),
    kill: () => killGroup(started.pid),
    reuse: null,
  };
}

/** The namespace's first process is in the group, and the kernel ends all the others with it. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: the group is gone already, which is what was wanted.
  }
}

/** All processes of the namespace that `unshare` made for its one child, that child first; none when it has ended. */
function processesBelow(unsharePid: number | undefined): readonly ContainerProcess[] {
  const first = Number(read(`/proc/${unsharePid}/task/${unsharePid}/children`).trim());
  const namespace = first === 0 ? null : namespaceOf(first);
  if (namespace === null) return [];
  const pids = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && namespaceOf(Number(name)) === namespace,
  );
  return pids.map((name) => {
    const stat = read(`/proc/${name}/stat`);
    const [, program = '', state = ''] = /\((.*)\) (\S)/.exec(stat) ?? [];
    return { pid: Number(name), state, name: program };
  });
}

function namespaceOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null;
  }
}

function residentKb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
