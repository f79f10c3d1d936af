import { describe, expect, it } from 'vitest';
import { chanceOf } from './chance.ts';
import { noTrouble } from './fates.ts';
import { judgeStory } from './judge-story.ts';
import { LambdaProcess } from './lambda-process.ts';
import { tellBookings } from './story-bookings.ts';
import { createStoryWorld, type StoryWorld, storyStartMs, type ToldRun } from './story-world.ts';

const booking = tellBookings(chanceOf(1), storyStartMs)[0];
if (!booking) throw new Error('a story without a booking');
const startsAtMs = booking.booking.startsAt.getTime();
const { bookingNum, phone } = booking.booking;
const early = { ...booking, appearsAtMs: startsAtMs - 172_800_000, vanishesAtMs: Number.POSITIVE_INFINITY };
const claimId = `${bookingNum}#${phone.key}#guide`;

/** A live run found the guide of this booking due, and nothing else is known. */
function worldOf(run: Partial<ToldRun>, told = early): StoryWorld {
  const world = createStoryWorld(chanceOf(1), [told], null);
  addRun(world, 'run1', run);
  world.obligations.set(claimId, { claimId, bookingNum, kind: 'guide', text: 'an invented text' });
  const fields = { booking_num: bookingNum, kind: 'guide' };
  world.events.push({ atMs: storyStartMs, by: 'run1', name: 'message_due', fields });
  return world;
}

function addRun(world: StoryWorld, name: string, run: Partial<ToldRun>): LambdaProcess {
  const { time, chance, tables, sens, secret, trace } = world;
  const ends = { trouble: noTrouble, skewMs: 0, deadlineMs: storyStartMs + 120_000 };
  const process = new LambdaProcess({ name, time, chance, tables, sens, secret, trace, ...ends });
  world.processes.push(process);
  const charge = {
    startedAtMs: storyStartMs,
    inChargeSinceMs: storyStartMs,
    isIntended: true,
    endedWellAtMs: null,
  };
  world.runs.set(name, { ...charge, mode: 'live', ...run });
  return process;
}

describe('a message that was due and has no claim', () => {
  it('is lost where the run that found it ended well', () => {
    const judged = judgeStory(worldOf({ endedWellAtMs: storyStartMs + 1_000 }));
    expect(judged.broken).toEqual([expect.stringContaining('was due and has no claim')]);
  });

  it('is excused where the run was cut off before a rollback, and counted by its reason', () => {
    const judged = judgeStory(worldOf({}));
    expect(judged).toEqual({ broken: [], excused: [expect.stringContaining('a rollback came before')] });
  });

  it('is lost where a later run that was in charge from before saw its window pass', () => {
    const world = worldOf({});
    addRun(world, 'run2', { startedAtMs: startsAtMs + 600_000, endedWellAtMs: startsAtMs + 601_000 });
    expect(judgeStory(world).broken).toHaveLength(1);
  });

  it('is owed to nobody where the booking was cancelled before it began', () => {
    const world = worldOf({ endedWellAtMs: storyStartMs + 1_000 }, { ...early, vanishesAtMs: startsAtMs });
    expect(judgeStory(world).excused).toEqual(['its booking was cancelled before it began']);
  });
});

describe('a run that may not send', () => {
  it.each(['off', 'shadow'] as const)(
    'is found out in mode %s where it sent, claimed or wrote a claim',
    (mode) => {
      const world = createStoryWorld(chanceOf(1), [early], null);
      addRun(world, 'run1', { mode }).postedAtMs.push(storyStartMs);
      const fields = { booking_num: bookingNum, kind: 'guide' };
      world.events.push({ atMs: storyStartMs, by: 'run1', name: 'send_claimed', fields });
      world.tables.put('sms_claims', { claim_id: claimId, run_id: 'run1', state: 'CLAIMED' });
      expect(judgeStory(world).broken.map((line) => line.slice(0, 12))).toEqual(
        Array.from({ length: 3 }, () => 'LOOKER: run1'),
      );
    },
  );
});

it('a message that the legacy function sent and that is told as missed after it is a false alarm', () => {
  const world = worldOf({});
  world.sentByLegacy.set(claimId, storyStartMs);
  world.sens.accept({ phoneDigits: 'an', content: 'invented text', from: 'x' } as never, 'legacy');
  const fields = { booking_num: bookingNum, kind: 'guide' };
  world.events.push({ atMs: storyStartMs + 1, by: 'run1', name: 'send_missed', fields });
  expect(judgeStory(world).broken).toEqual([expect.stringContaining('FALSE')]);
});
