import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { editFile } from '../../rules/settings/edit-file.ts';
import { hourMs, inventedBooking, inventedRow, minuteMs } from '../invented-bookings.ts';
import { inventedClaim } from '../invented-items.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { bookingsInDays, startLiveWorld } from '../live-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';

let world: LambdaWorld;
let folder = '';

/** The text that names its customer, whose name has a syllable that EUC-KR lacks. */
const names = (file: string) => edit(file, '{storeName}', '{storeName} {customerName}');
const corrects = (file: string) => edit(file, '{storeName} {customerName}', '{storeName}');
const edit = (file: string, what: string, by: string) => editFile(join(folder, 'templates', file), what, by);

async function startUnsendable(startsInMs: number): Promise<void> {
  world = await startLambdaWorld({
    bookings: [inventedBooking(1, startsInMs, { name: '똠가상' })],
    // Another text is another build, which begins with a process of its own.
    environments: 'cold',
    configure: (configFolder) => {
      folder = configFolder;
      names('guide.yaml');
    },
  });
  await world.put('sms', inventedRow(1));
  await world.approve();
}

describe('a text that SENS cannot carry', () => {
  afterEach(() => world.stop());

  it('is sent once it is corrected, while its window is open', async () => {
    await startUnsendable(hourMs + 50 * minuteMs);

    const refused = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const again = await world.invoke(scheduledEvent);
    corrects('guide.yaml');
    await world.approve();
    world.advance(20 * minuteMs);
    const corrected = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const after = await world.invoke(scheduledEvent);

    expect(refused.answer).toMatchObject({ messages_due: 1, refused_by_us: 1 });
    expect(again.answer).toMatchObject({ messages_due: 1, skipped_by: { 'rejected-before': 1 } });
    expect(again.metrics).toMatchObject([{ MessagesSkipped: 1 }]);
    expect(corrected.answer).toMatchObject({ messages_due: 1, accepted: 1 });
    expect(after.answer).toMatchObject({ messages_due: 0 });
    expect(sentTo(world)).toEqual(['01000000001']);
    expect(await world.scan('sms')).toMatchObject([{ remind_sms: true }]);
  });

  it('is not sent by a build whose text is the same', async () => {
    await startUnsendable(hourMs + 50 * minuteMs);
    await world.invoke(scheduledEvent);
    editFile(join(folder, 'rules.yaml'), /$/, '\n# another build\n');
    await world.approve();
    world.advance(20 * minuteMs);

    const same = await world.invoke(scheduledEvent);

    expect(same.answer).toMatchObject({ messages_due: 1, accepted: 0, skipped: 1 });
    expect(sentTo(world)).toEqual([]);
  });

  it('is not sent after its window, and stays refused', async () => {
    await startUnsendable(hourMs);
    await world.invoke(scheduledEvent);
    corrects('guide.yaml');
    await world.approve();
    world.advance(2 * hourMs);

    const late = await world.invoke(scheduledEvent);

    expect(late.answer).toMatchObject({ messages_due: 0, accepted: 0 });
    expect(sentTo(world)).toEqual([]);
  });
});

describe('a due message whose claim is settled', () => {
  const reasons = [
    ['ACCEPTED', 'accepted-before'],
    ['DELIVERED', 'accepted-before'],
    ['UNDELIVERED', 'undelivered-before'],
    ['MISSED', 'missed-before'],
    ['IN_DOUBT', 'in-doubt-before'],
    ['CLAIMED', 'taken'],
  ] as const;
  let settled: LambdaWorld;
  let run: Invoked;
  beforeAll(async () => {
    settled = await startLiveWorld({ bookings: bookingsInDays(reasons.length) });
    for (const [index, [state]] of reasons.entries()) {
      const lease_until = new Date(settled.startMs + 30_000).toISOString();
      const more = { atMs: settled.startMs - 30_000, state, lease_until };
      await settled.put('sms_claims', inventedClaim(index + 1, 'confirm', more));
    }
    run = await settled.invoke(scheduledEvent);
  });
  afterAll(() => settled.stop());

  it.each(reasons.map(([state, reason], index) => [state, reason, `1051707_${index + 1}`] as const))(
    'is skipped for a reason (%s) that the log shows',
    (_, reason, booking_num) => {
      const skipped = named(run, 'send_skipped').filter((event) => event.booking_num === booking_num);
      expect(skipped).toMatchObject([{ kind: 'confirm', reason }]);
    },
  );

  it('is counted by its reason in summary and metrics, and is not sent', () => {
    expect(run.answer).toMatchObject({
      messages_due: 6,
      accepted: 0,
      skipped: 6,
      skipped_by: {
        'accepted-before': 2,
        'undelivered-before': 1,
        'missed-before': 1,
        'in-doubt-before': 1,
        taken: 1,
      },
    });
    expect(run.metrics).toMatchObject([{ MessagesSkipped: 6 }]);
    expect(sentTo(settled)).toEqual([]);
  });
});
