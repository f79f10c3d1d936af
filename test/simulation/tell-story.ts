import type { Chance } from './chance.ts';
import { noTrouble, type Trouble } from './fates.ts';
import { LambdaProcess } from './lambda-process.ts';
import { legacyTick } from './legacy-model.ts';
import type { Mutation } from './mutations.ts';
import { resendAbsent } from './resend-model.ts';
import { simulatedRun } from './simulated-run.ts';
import {
  approveLess,
  approveLive,
  lapse,
  liftStop,
  type StoryWorld,
  setStop,
  takeCharge,
} from './story-world.ts';
import { planTroublesAside } from './troubles-aside.ts';

const minuteMs = 60_000;
const tickMs = 20 * minuteMs;
const runLimitMs = 120_000;
/** What a rollback waits for after the stop, beside the drain: no POST is under way longer. */
const sendLimitMs = 10_000;
const maxSkewMs = 5 * minuteMs;

/** The times of trouble, then so many quiet ticks that whatever can still be settled is. */
export async function tellStory(world: StoryWorld, mutate: Mutation): Promise<void> {
  const { chance, time } = world;
  const stage = new Stage(world, mutate);
  planTroublesAside(world);
  await (chance.is(0.7) ? stage.toOurs() : stage.toLegacy());
  const trouble = chance.pick(troubles);
  const ticks = chance.between(2, 7);
  for (let tick = 0; tick < ticks; tick += 1) {
    stage.startTick(trouble);
    await stage.untilNextTick(trouble);
  }
  const last = chance.is(0.7) ? 'ours' : 'legacy';
  if (stage.sender !== last) await (last === 'ours' ? stage.toOurs() : stage.toLegacy());
  if (stage.sender === 'ours') stage.makeReady();
  world.secret.correct();
  world.naver.repair();
  // A visit takes an hour; until its end the rules find a confirmation due, which nobody may send after a rollback.
  const visitMs = stage.sender === 'ours' ? 0 : 60 * minuteMs;
  const lastStartMs = Math.max(...world.bookings.map(({ booking }) => booking.startsAt.getTime()));
  for (let tick = 0; tick < 4 || time.nowMs < lastStartMs + visitMs + 2 * tickMs; tick += 1) {
    stage.startQuietTick();
    await time.sleep(tickMs);
    if (stage.sender === 'ours' && tick === 1 && chance.is(0.7)) await resendAbsent(world);
  }
}

const troubles: readonly [Trouble, ...Trouble[]] = [
  noTrouble,
  { table: 0.01, send: 0.1, list: 0.1, host: 0.2 },
  { table: 0.03, send: 0.3, list: 0.1, host: 0 },
  { table: 0.1, send: 0.1, list: 0.3, host: 0.05 },
  { table: 0.02, send: 0.7, list: 0.2, host: 0.1 },
];

type Sender = 'ours' | 'legacy' | 'nobody';

/** Who sends, and how the one hands over to the other. */
class Stage {
  sender: Sender = 'nobody';
  readonly #world: StoryWorld;
  readonly #mutate: Mutation;
  #legacyTick: Promise<void> = Promise.resolve();
  #hasLapsed = false;
  readonly #running = new Set<Promise<unknown>>();

  constructor(world: StoryWorld, mutate: Mutation) {
    this.#world = world;
    this.#mutate = mutate;
  }

  startTick(trouble: Trouble): void {
    const { chance, time } = this.#world;
    if (this.sender === 'legacy') {
      this.#legacyTick = legacyTick(this.#world);
      // Our rule may still be on, without leave to send: then its runs only settle what they had begun.
      if (chance.is(0.3)) this.#startRun(trouble, skewOf(chance));
    }
    if (this.sender !== 'ours') return;
    const runs = chance.pick([1, 1, 1, 2, 2, 3, 4]);
    for (let run = 0; run < runs; run += 1) {
      const skewMs = skewOf(chance);
      const startMs =
        run === 0 ? 0 : chance.pick([0, chance.between(0, 30_000), chance.between(60_000, 180_000)]);
      time.after(startMs, () => {
        if (this.sender === 'ours') this.#startRun(trouble, skewMs);
      });
    }
  }

  startQuietTick(): void {
    if (this.sender === 'legacy') this.#legacyTick = legacyTick(this.#world);
    this.#startRun(noTrouble, 0);
  }

  /** Twenty minutes in which an operator may stop, resume, switch over or back, or let a message go again. */
  async untilNextTick(trouble: Trouble): Promise<void> {
    const { chance, time } = this.#world;
    const nextMs = time.nowMs + tickMs;
    await time.sleep(
      chance.pick([chance.between(0, 3_000), chance.between(0, 40_000), chance.between(0, tickMs)]),
    );
    const deed = chance.pick(['none', 'stop', 'switch', 'resend', 'replay', 'lapse'] as const);
    if (deed === 'stop' && this.sender === 'ours') await this.#stopForAWhile();
    if (deed === 'lapse' && this.sender === 'ours') this.#lapse();
    else if (this.#hasLapsed && chance.is(0.5)) this.makeReady();
    if (deed === 'switch') await this.#switchOver(trouble);
    if (deed === 'replay' && this.sender === 'ours') await this.#replay(trouble);
    if (deed === 'resend' && this.sender === 'ours') await resendAbsent(this.#world);
    if (time.nowMs < nextMs) await time.sleep(nextMs - time.nowMs);
  }

  async #switchOver(trouble: Trouble): Promise<void> {
    const { chance } = this.#world;
    if (this.sender === 'ours') return await this.toLegacy();
    await this.toOurs();
    // The rule may tick the moment that it is enabled.
    if (chance.is(0.7)) this.startTick(trouble);
  }

  /** A run outside of the schedule, and an operator who looks at once at what it found absent. */
  async #replay(trouble: Trouble): Promise<void> {
    const { chance, time } = this.#world;
    await time.sleep(chance.between(0, 15 * minuteMs));
    this.#startRun(trouble, skewOf(chance));
    await time.sleep(chance.between(10_000, 60_000));
    await resendAbsent(this.#world);
    this.#startRun(trouble, skewOf(chance));
  }

  async #stopForAWhile(): Promise<void> {
    const { chance, time } = this.#world;
    setStop(this.#world);
    await time.sleep(chance.between(1_000, 15 * minuteMs));
    liftStop(this.#world);
  }

  /** What an operator does for delivery to go on: a new approval after one that lapsed, and no stop. */
  makeReady(): void {
    if (this.#hasLapsed) approveLive(this.#world);
    this.#hasLapsed = false;
    liftStop(this.#world);
  }

  #lapse(): void {
    lapse(this.#world);
    this.#hasLapsed = true;
  }

  /** A rollback: stop, drain, and only then the other. */
  async toLegacy(): Promise<void> {
    const { time, trace } = this.#world;
    this.sender = 'nobody';
    setStop(this.#world);
    await time.sleep(sendLimitMs);
    await Promise.all(this.#running);
    this.#hasLapsed = false;
    // Beside a legacy sender, a live run would stop at the tripwire.
    approveLess(this.#world);
    this.sender = 'legacy';
    trace('legacy sends from now on');
  }

  /** A cutover: the other is drained, then a new approval, then the stop is lifted. */
  async toOurs(): Promise<void> {
    const { time, trace } = this.#world;
    this.sender = 'nobody';
    await this.#legacyTick;
    await time.sleep(1_000);
    takeCharge(this.#world);
    liftStop(this.#world);
    this.sender = 'ours';
    trace('ours sends from now on');
  }

  #startRun(trouble: Trouble, skewMs: number): void {
    const { time, chance, tables, sens, secret, processes, trace } = this.#world;
    const name = `run${processes.length + 1}`;
    const deadlineMs = time.nowMs + runLimitMs;
    const process = new LambdaProcess({
      name,
      time,
      chance,
      tables,
      sens,
      secret,
      trouble,
      skewMs,
      deadlineMs,
      trace,
    });
    processes.push(process);
    trace(`${name} begins, its clock ${skewMs / 1000} s off`);
    const work = simulatedRun(this.#world, process, this.#mutate).then(
      () => trace(`${name} ends`),
      (cause: unknown) => this.#note(name, cause),
    );
    // Whoever drains does not know of a death: Lambda's own limit is what he waits for.
    const drained = Promise.race([work, process.died.then(() => time.sleep(deadlineMs - time.nowMs))]);
    this.#running.add(drained);
    drained.then(() => this.#running.delete(drained));
  }

  #note(name: string, cause: unknown): void {
    const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    this.#world.trace(`${name} fails: ${text}`);
    this.#world.failures.push(text);
  }
}

const skewOf = (chance: Chance): number =>
  chance.is(0.5) ? 0 : chance.pick([chance.between(-maxSkewMs, maxSkewMs), -maxSkewMs, maxSkewMs]);
