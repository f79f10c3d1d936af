import type { Flights } from './time/flights.ts';
import type { Happening } from './time/happenings.ts';
import type { VirtualClock } from './time/virtual-clock.ts';

/** What every part of the sandbox is given: where it is, what time it is, chance, and the way to do things later. */
export interface SandboxContext {
  readonly account: string;
  readonly region: string;
  readonly clock: VirtualClock;
  /** Virtual milliseconds since the epoch. */
  nowMs(): number;
  /** Seeded: from 0 to below 1, in the order of the calls. For what no result may depend on. */
  random(): number;
  /** From 0 to below 1, decided by the seed and the name: the same whatever else happened before, and how fast. */
  chanceOf(name: string): number;
  /** A seeded UUID. */
  newId(): string;
  /** Does something at a virtual time; time never jumps past it. Its promise counts as in flight until it settles. */
  schedule(atMs: number, name: string, act: () => void | Promise<void>): Happening;
  /** Work in flight: while any is, time flows and does not jump. */
  readonly flights: Flights;
  /** Called by stop(), last registered first. */
  onStop(name: string, act: () => void | Promise<void>): void;
  /** A background failure (never thrown away): shown by inspect().problems. */
  reportProblem(where: string, cause: unknown): void;
}
