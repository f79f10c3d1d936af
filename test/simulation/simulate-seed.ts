import { chanceOf } from './chance.ts';
import type { Excuse } from './excuses.ts';
import { judgeStory } from './judge-story.ts';
import { putFirstRow } from './legacy-model.ts';
import { asItIs, type Mutation } from './mutations.ts';
import { tellBookings } from './story-bookings.ts';
import { createStoryWorld, storyStartMs } from './story-world.ts';
import { tellStory } from './tell-story.ts';

export interface SeedResult {
  readonly seed: number;
  /** Empty: every promise held. */
  readonly broken: readonly string[];
  readonly excused: readonly Excuse[];
  /** What somebody found due while it was theirs to send. */
  readonly obligations: number;
  readonly messages: number;
  readonly runs: number;
  readonly log: readonly string[];
}

export interface SeedOptions {
  readonly mutate?: Mutation;
  readonly withLog?: boolean;
}

/** Far from every seed of a story. */
const asideFrom = 1_000_000_000;

/** Tells the story of this seed and judges it. The same seed gives the same story, step by step. */
export async function simulateSeed(seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  const log: string[] = [];
  const chance = chanceOf(seed);
  const aside = chanceOf(seed + asideFrom);
  const bookings = tellBookings(chance, storyStartMs);
  const world = createStoryWorld(chance, bookings, options.withLog ? log : null, aside);
  for (const { booking, isKnown } of world.bookings) if (isKnown) putFirstRow(world, booking, false);
  let isOver = false;
  const story = tellStory(world, options.mutate ?? asItIs).finally(() => {
    isOver = true;
  });
  await world.time.run(() => isOver);
  if (!isOver) throw new Error(`the story of seed ${seed} stands still`);
  await story;
  return {
    seed,
    ...judgeStory(world),
    obligations: world.obligations.size,
    messages: world.sens.accepted.length,
    runs: world.processes.length,
    log,
  };
}
