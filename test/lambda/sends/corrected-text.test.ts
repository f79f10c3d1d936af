import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { editFile } from '../../rules/settings/edit-file.ts';
import { hourMs, inventedBooking, inventedRow, minuteMs } from '../invented-bookings.ts';
import { type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';

let world: LambdaWorld;
let folder = '';
afterEach(() => world.stop());

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
  it.each([
    ['ACCEPTED', 'accepted-before'],
    ['DELIVERED', 'accepted-before'],
    ['UNDELIVERED', 'undelivered-before'],
    ['MISSED', 'missed-before'],
    ['IN_DOUBT', 'in-doubt-before'],
    ['CLAIMED', 'taken'],
  ])('is skipped for a reason (%s) that log, summary and metrics show', async (state, reason) => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 30 * hourMs)] });
    await world.approve();
    const at = new Date(world.startMs - 30_000).toISOString();
    await world.put('sms_claims', {
      claim_id: '1051707_1#010-0000-0001#confirm',
      state,
      booking_num: '1051707_1',
      phone: '010-0000-0001',
      kind: 'confirm',
      store_id: '1051707',
      owner: 'invented/owner',
      fence: 1,
      claimed_at: at,
      lease_until: new Date(world.startMs + 30_000).toISOString(),
      posting_at: at,
      run_id: 'invented',
      updated_at: at,
    });

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({
      messages_due: 1,
      accepted: 0,
      skipped: 1,
      skipped_by: { [reason]: 1 },
    });
    expect(named(run, 'send_skipped')).toMatchObject([{ kind: 'confirm', reason }]);
    expect(run.metrics).toMatchObject([{ MessagesSkipped: 1 }]);
    expect(sentTo(world)).toEqual([]);
  });
});
