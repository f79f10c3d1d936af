import type { Clock } from '../../runtime/clock.ts';
import { Flights } from './flights.ts';
import { type Happening, Timeline } from './happenings.ts';

export interface VirtualClockOptions {
  /** Never jump: virtual time is real time. */
  readonly realTime: boolean;
  /** Where virtual time begins; default now. */
  readonly startMs?: number;
  readonly onProblem: (where: string, cause: unknown) => void;
}

/** One answer or one step of a client needs about this long, real milliseconds, before the next jump may come. */
const settleMs = 3;
/** The longest delay that a timer of the platform can hold. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Virtual now = real now + offset. Time flows as real time does, and the offset jumps forward only when somebody sleeps
 * and nothing is in flight: to the earliest of the sleepers' ends and the scheduled happenings.
 */
export class VirtualClock implements Clock {
  readonly kind = 'virtual';
  readonly flights: Flights;
  readonly #timeline = new Timeline();
  readonly #options: VirtualClockOptions;
  #offsetMs: number;
  #flowTimer: NodeJS.Timeout | null = null;
  #settleTimer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(options: VirtualClockOptions) {
    this.#options = options;
    this.#offsetMs = (options.startMs ?? Date.now()) - Date.now();
    this.flights = new Flights(() => this.#considerJump());
  }

  /** Virtual minus real, milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  get pending(): readonly { atMs: number; name: string }[] {
    return this.#timeline.pending;
  }

  nowMs(): number {
    return Date.now() + this.#offsetMs;
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  monotonicMs(): number {
    return performance.now();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        sleeper.cancel();
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const sleeper = this.#add({ atMs: this.nowMs() + ms, name: 'sleeper', isSleeper: true, act: wake });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Does something at a virtual time. What it does counts as in flight until its promise settles. */
  schedule(atMs: number, name: string, act: () => void | Promise<void>): Happening {
    const happen = (): void => {
      this.flights.during(name, act).catch((cause: unknown) => this.#options.onProblem(name, cause));
    };
    return this.#add({ atMs, name, isSleeper: false, act: happen });
  }

  /** Nothing more happens, and nobody is woken any more. */
  stop(): void {
    this.#isStopped = true;
    this.#timeline.clear();
    if (this.#flowTimer) clearTimeout(this.#flowTimer);
    if (this.#settleTimer) clearTimeout(this.#settleTimer);
  }

  #add(happening: { atMs: number; name: string; isSleeper: boolean; act: () => void }): Happening {
    const added = this.#timeline.add(happening);
    this.#flow();
    this.#considerJump();
    return added;
  }

  /** Real time reaches the earliest entry by itself. */
  #flow(): void {
    if (this.#flowTimer) clearTimeout(this.#flowTimer);
    const earliest = this.#timeline.earliestMs;
    if (earliest === null || this.#isStopped) return;
    const delay = Math.min(Math.max(earliest - this.nowMs(), 0), longestTimerMs);
    this.#flowTimer = setTimeout(() => this.#runDue(), delay);
  }

  #considerJump(): void {
    if (this.#settleTimer || !this.#mayJump()) return;
    this.#settleTimer = setTimeout(() => {
      this.#settleTimer = null;
      this.#jump();
    }, settleMs);
  }

  #mayJump(): boolean {
    if (this.#options.realTime || this.#isStopped) return false;
    return this.#timeline.hasSleepers && this.flights.count === 0;
  }

  #jump(): void {
    const earliest = this.#timeline.earliestMs;
    if (earliest === null || !this.#mayJump()) return;
    this.#offsetMs += Math.max(0, Math.ceil(earliest - this.nowMs()));
    this.#runDue();
  }

  #runDue(): void {
    for (let act = this.#takeDue(); act; act = this.#takeDue()) act();
    this.#flow();
    this.#considerJump();
  }

  #takeDue(): (() => void) | null {
    return this.#timeline.takeDue(this.nowMs());
  }
}
