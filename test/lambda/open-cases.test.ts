import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { editFile } from '../rules/settings/edit-file.ts';
import { jsonAnswer, type ProxiedCall } from '../support/answer-proxy.ts';
import { dayMs, hourMs, inventedBooking, minuteMs } from './invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named } from './what-a-run-did.ts';

/* What somebody must still deal with is counted by every run, so that its alarm holds until that is done. */

let world: LambdaWorld;
afterEach(() => world.stop());

const isSend = ({ method, path }: ProxiedCall): boolean =>
  method === 'POST' && path.startsWith('/sens/') && path.endsWith('/messages');
const gaugesOf = (run: Invoked) =>
  run.metrics.map(({ OpenInDoubt, OpenRefused }) => [OpenInDoubt, OpenRefused]);

async function startWith(startsInMs: number): Promise<void> {
  world = await startLambdaWorld({ bookings: [inventedBooking(1, startsInMs)], isProxied: true });
  await world.approve();
}

async function runAfter(ms: number): Promise<Invoked> {
  world.advance(ms);
  return await world.invoke(scheduledEvent);
}

describe('a message that SENS refused', () => {
  it('is open in each run until a day after its visit, and in the index as long', async () => {
    await startWith(30 * hourMs);
    world.proxies.outside.change({ when: isSend, times: 1, answer: () => jsonAnswer(400, { status: 'x' }) });

    const refused = await runAfter(0);
    const next = await runAfter(20 * minuteMs);
    const nextDay = await runAfter(29 * hourMs + dayMs);
    const later = await runAfter(hourMs);

    expect(refused.metrics).toMatchObject([{ MessagesRefused: 1, OpenRefused: 1, OpenInDoubt: 0 }]);
    expect(next.metrics).toMatchObject([{ MessagesRefused: 0, OpenRefused: 1 }]);
    expect(nextDay.metrics).toMatchObject([{ OpenRefused: 1 }]);
    expect(later.metrics).toMatchObject([{ OpenRefused: 0 }]);
    const claims = await world.scan('sms_claims');
    const confirmation = claims.find(({ claim_id }) => String(claim_id).endsWith('#confirm'));
    expect(confirmation).toMatchObject({ state: 'REFUSED' });
    expect(confirmation).not.toHaveProperty('open_state');
  });

  it('or that our own check refused is open too', async () => {
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, hourMs, { name: '똠가상' })],
      configure: (folder) =>
        editFile(join(folder, 'templates/guide.yaml'), '{storeName}', '{storeName} {customerName}'),
    });
    await world.approve();

    const runs = [await runAfter(0), await runAfter(20 * minuteMs)];

    expect(runs.map(gaugesOf)).toEqual([[[0, 1]], [[0, 1]]]);
  });
});

describe('a message in doubt', () => {
  it('that SENS’s list does not show is open until a day after its visit', async () => {
    await startWith(30 * hourMs);
    world.addFault({ service: 'sens', operation: 'send', kind: 'drop' });

    const runs = [await runAfter(0), await runAfter(20 * minuteMs), await runAfter(2 * hourMs)];
    const later = await runAfter(29 * hourMs + dayMs);

    expect(runs.map(gaugesOf)).toEqual([[[1, 0]], [[1, 0]], [[1, 0]]]);
    expect(later.metrics).toMatchObject([{ OpenInDoubt: 0 }]);
  });

  it('that SENS’s list shows is closed', async () => {
    await startWith(30 * hourMs);
    world.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });

    const runs = [await runAfter(0), await runAfter(20 * minuteMs)];

    expect(runs.map(gaugesOf)).toEqual([[[1, 0]], [[0, 0]]]);
  });

  it('is still open in a run that fails before it reads a booking', async () => {
    await startWith(30 * hourMs);
    world.addFault({ service: 'sens', operation: 'send', kind: 'drop' });
    await runAfter(0);
    world.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 1_000 });

    const failed = await runAfter(20 * minuteMs);

    expect(failed.end.kind).toBe('error');
    expect(failed.metrics).toMatchObject([{ RunFailures: 1, OpenInDoubt: 1 }]);
  });
});

describe('a run that cannot read what is open', () => {
  it('says nothing about it, rather than zero', async () => {
    await startWith(30 * hourMs);
    world.proxies.aws.change({
      when: ({ operation }) => operation === 'Query',
      answer: () => jsonAnswer(400, { __type: 'AccessDeniedException', message: 'invented' }),
    });

    const run = await runAfter(0);

    expect(run.end.kind).toBe('error');
    expect(run.metrics).toMatchObject([{ RunFailures: 1 }]);
    expect(Object.keys(run.metrics[0] ?? {})).not.toContain('OpenInDoubt');
    expect(Object.keys(run.metrics[0] ?? {})).not.toContain('OpenRefused');
  });

  it('is not OK, although everything else of it went well', async () => {
    await startWith(30 * hourMs);
    world.proxies.aws.change({
      when: ({ operation, body }) => operation === 'Query' && body.includes('"IN_DOUBT"'),
      nth: 2,
      answer: () => jsonAnswer(400, { __type: 'AccessDeniedException', message: 'invented' }),
    });

    const run = await runAfter(0);

    expect(run.answer).toMatchObject({
      ...{ outcome: 'succeeded', accepted: 1, left_in_doubt: null },
      checks_unread: 1,
    });
    expect(named(run, 'open_cases_unread')).toMatchObject([
      { reason: 'an AWS call failed with AccessDeniedException' },
    ]);
    expect(String(world.outside.telegramMessages.at(-1)?.text)).toMatch(
      /확인 필요 \/ LOOK[\s\S]*not checked 1/,
    );
  });
});
