import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DueMessage } from '../../../lambda/messages/due-message.ts';
import { type DeliveryReport, deliver } from '../../../lambda/send/deliver.ts';
import { inSendOrder } from '../../../lambda/send/send-order.ts';
import { sentTexts } from '../claim-and-send/assess-world.ts';
import { inventedMessage } from '../claim-and-send/invented-messages.ts';
import {
  type Run,
  type RunOptions,
  type SendingWorld,
  startSendingWorld,
} from '../claim-and-send/sending-world.ts';

let world: SendingWorld;
beforeEach(async () => {
  world = await startSendingWorld();
});
afterEach(() => world.stop());

const due = (count: number): readonly DueMessage[] =>
  Array.from({ length: count }, (_, index) =>
    inventedMessage({ bookingNum: `1051707_${index}`, phone: `010-0000-000${index}`, kinds: [] }, 'confirm'),
  );

async function send(
  messages: readonly DueMessage[],
  options: RunOptions & { minGapMs?: number } = {},
): Promise<{ run: Run; report: DeliveryReport }> {
  const run = await world.openRun(options);
  const order = { due: messages, approval: world.approval, minGapMs: options.minGapMs ?? 0 };
  return { run, report: await deliver(run.tools, order) };
}

const names = (run: Run): readonly string[] => run.events.map(({ name }) => name);

describe('delivering', () => {
  it('claims, proves the permission, posts and records: four calls a message, after one look at earlier claims', async () => {
    const { run, report } = await send(due(2));
    expect(report).toEqual({
      accepted: 2,
      refused: 0,
      inDoubt: 0,
      released: 0,
      skipped: new Map(),
      postponed: 0,
      unclaimed: [],
      ended: { why: 'complete' },
    });
    expect(run.gate.calls.slice(0, 5).map(({ operation }) => operation.split('/')[0]?.trim())).toEqual([
      'BatchGetItem',
      'TransactWriteItems',
      'TransactWriteItems',
      'POST',
      'TransactWriteItems',
    ]);
    expect(run.gate.calls).toHaveLength(9);
    expect(names(run)).toEqual(['send_claimed', 'send_accepted', 'send_claimed', 'send_accepted']);
    expect(JSON.stringify(run.events)).not.toContain('0000-0001');
  });

  it('sends the most urgent first, in one order however the messages came', () => {
    const at = (bookingNum: string, kind: 'confirm' | 'guide' | 'event', bookingTimeKst: string) =>
      inventedMessage({ bookingNum, phone: '010-0000-0001', kinds: [], bookingTimeKst }, kind);
    const ordered = [
      at('2', 'confirm', '2026-11-02 15:00:00'),
      at('2', 'guide', '2026-11-02 15:00:00'),
      at('1', 'confirm', '2026-11-09 15:00:00'),
      at('0', 'event', '2026-11-01 15:00:00'),
    ];
    expect(inSendOrder(ordered.toReversed())).toEqual(ordered);
    expect(inSendOrder(ordered)).toEqual(ordered);
  });

  it('keeps the asked distance between two sends', async () => {
    const times: number[] = [];
    await send(due(3), {
      minGapMs: 100,
      fateOf: ({ operation }) => {
        if (operation.startsWith('POST')) times.push(world.now().getTime());
        return 'pass';
      },
    });
    expect(times.map((time, index) => time - (times[index - 1] ?? time))).toEqual([0, 100, 100]);
  });

  it('begins no POST once its proof that it may send is nearly ten seconds old, and gives the message back', async () => {
    let writes = 0;
    const { report } = await send(due(1), {
      fateOf: ({ operation }) => {
        if (operation.startsWith('TransactWriteItems') && ++writes === 2) world.advance(9_500);
        return 'pass';
      },
    });
    expect(report).toMatchObject({ accepted: 0, released: 1 });
    expect(sentTexts(world)).toEqual([]);
    expect(await world.claims()).toMatchObject([
      { state: 'RELEASED', reason: 'too little time was left for the send' },
    ]);
  });

  it('claims nothing more when time is short, and says what is left', async () => {
    let asked = 0;
    const mayClaim = (): boolean => ++asked <= 2;
    const { run, report } = await send(due(5), { mayClaim });
    expect(report).toMatchObject({ accepted: 2, postponed: 3, ended: { why: 'time' } });
    expect(run.events.at(-1)).toEqual({
      name: 'send_stopped',
      fields: { reason: 'the run has too little time left', postponed: 3 },
    });
  });

  it('names what nobody took: what it did not come to, and what has another row than the rules saw', async () => {
    const [first, , third] = due(3);
    if (!first || !third) throw new Error('too few');
    await world.putRow({ booking_num: first.bookingNum, phone: first.phone });
    let asked = 0;
    const { report } = await send(due(3), { mayClaim: () => ++asked <= 2 });
    expect(report).toMatchObject({
      accepted: 1,
      skipped: new Map([['row-changed', 1]]),
      postponed: 1,
      ended: { why: 'time' },
    });
    expect(report.unclaimed).toEqual([first, third]);
  });

  it('names the message whose claim the table did not answer', async () => {
    const { report } = await send(due(2), { fateOf: () => 'lose-request' });
    expect(report).toMatchObject({ postponed: 2, unclaimed: due(2), ended: { why: 'failed' } });
  });

  it('gives a claim back where the run would end before the answer could be recorded', async () => {
    const { report } = await send(due(1), { remainingMs: () => 3_500 });
    expect(report).toMatchObject({ accepted: 0, released: 1 });
    expect(sentTexts(world)).toHaveLength(0);
  });

  it('stops at the end of the approval, to the millisecond', async () => {
    const until = new Date(world.now().getTime() + 1).toISOString();
    const approval = { ...world.approval, until };
    await world.putApproval(approval);
    const run = await world.openRun();
    const first = await deliver(run.tools, { due: due(1), approval, minGapMs: 0 });
    world.advance(1);
    const second = await deliver(run.tools, { due: due(2).slice(1), approval, minGapMs: 0 });
    expect(first).toMatchObject({ accepted: 1 });
    expect(second).toMatchObject({ accepted: 0, released: 1, ended: { why: 'stopped' } });
  });

  it('goes on after a refusal of one message, and stops at a refusal of our key, giving its claim back', async () => {
    const [bad, ...good] = due(3);
    const { report } = await send([{ ...bad, from: 'x' } as DueMessage, ...good]);
    expect(report).toMatchObject({ accepted: 2, refused: 1, ended: { why: 'complete' } });

    world.outside.addFault({ service: 'sens', operation: 'send', kind: 'access-denied' });
    const next = await send(due(9).slice(4));
    expect(next.report).toMatchObject({ released: 1, postponed: 4, ended: { why: 'account' } });
    expect(await world.claims()).toContainEqual(expect.objectContaining({ state: 'RELEASED' }));
  });

  it('stops after three sends in a row without a definite answer, before it puts more in doubt', async () => {
    world.outside.addFault({ service: 'sens', operation: 'send', times: 9, kind: 'html-503' });
    const { report } = await send(due(5));
    expect(report).toMatchObject({ inDoubt: 3, postponed: 2, ended: { why: 'unanswered' } });
  });

  it('gives back what SENS throttled, waits 1, 2 and 4 s without it, and sends it then', async () => {
    world.outside.addFault({ service: 'sens', operation: 'send', times: 3, kind: 'throttle' });
    const startedMs = world.now().getTime();
    const { run, report } = await send(due(2));
    expect(report).toMatchObject({ accepted: 2, released: 0, ended: { why: 'complete' } });
    expect(names(run).filter((name) => name === 'send_released')).toHaveLength(3);
    expect(world.now().getTime() - startedMs).toBe(7_000);
    expect((await world.rows()).map((row) => row.confirm_sms)).toEqual([true, true]);
  });

  it('leaves a throttled message released where the run has no time to wait', async () => {
    world.outside.addFault({ service: 'sens', operation: 'send', kind: 'throttle' });
    const { report } = await send(due(3), { remainingMs: () => 20_500 });
    expect(report).toMatchObject({ released: 1, postponed: 2, ended: { why: 'throttled' } });
    expect(await world.rows()).toEqual([]);
  });

  it('reports a table that fails beside what was sent, and logs the answer that it could not record', async () => {
    let transactions = 0;
    const { run, report } = await send(due(3), {
      // The third transaction records the first acceptance; from then on the tables are away.
      fateOf: ({ target, operation }) => {
        if (operation === 'TransactWriteItems') transactions += 1;
        return target === 'tables' && transactions >= 3 ? 'lose-request' : 'pass';
      },
    });
    expect(report).toMatchObject({ accepted: 0, inDoubt: 1, postponed: 2, ended: { why: 'failed' } });
    const logged = run.events.find(({ name }) => name === 'send_in_doubt');
    expect(String(logged?.fields.reason)).toContain(String(world.outside.sensMessages[0]?.requestId));
  });
});
