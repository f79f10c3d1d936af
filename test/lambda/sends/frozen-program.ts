import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartProgram } from '../../../src/sandbox/lambda/child.ts';
import { startChild } from '../../../src/sandbox/lambda/child.ts';

/** A program that stops itself (SIGSTOP) at one moment of its first POST to SENS. */
export interface FreezingProgram {
  readonly start: StartProgram;
  /** Resolves when it stands still. */
  readonly frozen: Promise<void>;
  thaw(): void;
}

export interface FreezeOptions {
  /** Where SENS is reached, and nothing else. */
  readonly sensBaseUrl: string;
  /** `connecting`: its connection is asked for. `connected`: it stands, and the program has not heard of it. */
  readonly at: 'connecting' | 'connected';
  /** Which of its clocks went on while it stood: a frozen machine may stop the one or the other. */
  readonly clock: 'monotonic' | 'wall';
  /** How long it stood by that clock, milliseconds. Its timers know nothing of it, so that none fires first. */
  readonly forMs: number;
}

const announcement = 'stops itself as process ';

/** The bundle in a child process of ours. */
export function freezingProgram(options: FreezeOptions): FreezingProgram {
  const standing = Promise.withResolvers<void>();
  let pid = 0;
  const heard = (line: string): boolean => {
    if (!line.startsWith(announcement)) return false;
    pid = Number(line.slice(announcement.length));
    untilStopped(pid).then(standing.resolve, standing.reject);
    return true;
  };
  return {
    start: (child) =>
      startChild({
        ...child,
        environment: {
          ...child.environment,
          SENS_BASE_URL: options.sensBaseUrl,
          NODE_OPTIONS: `--import ${preload(options)}`,
        },
        onLine: (line) => {
          if (!heard(line)) child.onLine(line);
        },
      }),
    frozen: standing.promise,
    thaw: () => process.kill(pid, 'SIGCONT'),
  };
}

function preload({ sensBaseUrl, at, clock, forMs }: FreezeOptions): string {
  const { port } = new URL(sensBaseUrl);
  const source = `
    import { Socket } from 'node:net';
    import { writeSync } from 'node:fs';
    let isDone = false;
    const freeze = () => {
      isDone = true;
      writeSync(1, '${announcement}' + process.pid + '\\n');
      process.kill(process.pid, 'SIGSTOP');
      ${clock === 'monotonic' ? 'shiftMonotonic' : 'shiftWall'}();
    };
    const shiftMonotonic = () => {
      const now = performance.now.bind(performance);
      Object.defineProperty(performance, 'now', { value: () => now() + ${forMs} });
    };
    const shiftWall = () => {
      const Known = Date;
      const now = () => Known.now() + ${forMs};
      globalThis.Date = new Proxy(Known, {
        construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
        get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
      });
    };
    const sockets = new WeakSet();
    const { connect, emit } = Socket.prototype;
    Socket.prototype.connect = function (...given) {
      const result = connect.apply(this, given);
      const asked = [given].flat(2).find((each) => each !== null && typeof each === 'object');
      if (isDone || String(asked?.port) !== '${port}') return result;
      if (${at === 'connecting'}) freeze();
      else sockets.add(this);
      return result;
    };
    Socket.prototype.emit = function (name, ...rest) {
      if (!isDone && name === 'connect' && sockets.has(this)) freeze();
      return emit.call(this, name, ...rest);
    };
  `;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** Linux shows the state of a stopped process as T. */
async function untilStopped(pid: number): Promise<void> {
  for (;;) {
    const state = /\) (.) /.exec(await readFile(`/proc/${pid}/stat`, 'utf8'))?.[1];
    if (state === 'T') return;
    await sleep(5);
  }
}
