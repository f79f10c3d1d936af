import { afterEach, describe, expect, it } from 'vitest';
import { hourMs, inventedBooking, minuteMs } from '../invented-bookings.ts';
import { type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';
import { gatewayError, isList, isSend, sensError } from './sens-calls.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

async function startWith(count: number): Promise<void> {
  world = await startLambdaWorld({
    bookings: Array.from({ length: count }, (_, index) => inventedBooking(index + 1, (30 + index) * hourMs)),
    isProxied: true,
  });
  await world.approve();
}

const claimStates = async (): Promise<readonly unknown[]> =>
  (await world.scan('sms_claims'))
    .filter(({ claim_id }) => !String(claim_id).startsWith('sens'))
    .map(({ state }) => state)
    .sort();

/** A second tick, twenty minutes later each. */
async function ticks(count: number) {
  const runs = [];
  for (let tick = 0; tick < count; tick += 1) {
    world.advance(20 * minuteMs);
    runs.push(await world.invoke(scheduledEvent));
  }
  return runs;
}

describe('an answer about our account or our setting', () => {
  it.each([
    ['404 of the gateway: the service id is wrong', gatewayError(404, '300', 'Not Found Exception')],
    ['404 of SENS itself', sensError(404, 'Not Found')],
    ['402', sensError(402, 'Payment Required')],
    ['405', gatewayError(405, '310', 'Method Not Allowed')],
    ['410', sensError(410, 'Gone')],
    ['415', sensError(415, 'Unsupported Media Type')],
  ])(
    '%s: stops the sending, fails the run, and every customer is served once it is put right',
    async (_, answer) => {
      await startWith(4);
      const { outside } = world.proxies;
      outside.change({ when: isSend, answer });

      const failed = await world.invoke(scheduledEvent);
      outside.clear();
      const later = await ticks(3);

      expect(failed.end.kind).toBe('error');
      expect(String(failed.answer.errorMessage)).toMatch(
        /SENS refuses our account or setting.*naver-sms preflight/,
      );
      expect(named(failed, 'run_summary')).toMatchObject([
        { outcome: 'failed', messages_due: 4, accepted: 0, refused_by_sens: 0, in_doubt: 1, postponed: 3 },
      ]);
      expect(later.map(({ end }) => end.kind)).toEqual(['response', 'response', 'response']);
      expect(sentTo(world)).toEqual(['01000000001', '01000000002', '01000000003', '01000000004']);
      expect(await claimStates()).not.toContain('REFUSED');
    },
  );

  it('is one trouble a run while it lasts, also where the list of the wrong service cannot be read', async () => {
    await startWith(9);
    const { outside } = world.proxies;
    const notFound = gatewayError(404, '300', 'Not Found Exception');
    outside.change({ when: isSend, answer: notFound });
    outside.change({ when: isList, answer: notFound });

    const failed = [await world.invoke(scheduledEvent), ...(await ticks(3))];
    const posted = outside.calls.filter(isSend).length;
    outside.clear();
    await ticks(4);

    expect(failed.map(({ end }) => end.kind)).toEqual(['error', 'error', 'error', 'error']);
    expect(posted).toBe(4);
    expect(sentTo(world)).toHaveLength(9);
    expect(new Set(sentTo(world)).size).toBe(9);
  });

  it.each([
    ['429 with the code of an exhausted quota', gatewayError(429, '400', 'Quota Exceeded')],
    ['401', gatewayError(401, '200', 'Authentication Failed')],
    ['403', gatewayError(403, '210', 'Permission Denied')],
  ])('%s: nothing was posted, so that the message goes out in the next tick', async (_, answer) => {
    await startWith(3);
    world.proxies.outside.change({ when: isSend, answer });

    const failed = await world.invoke(scheduledEvent);
    world.proxies.outside.clear();
    await ticks(1);

    expect(failed.end.kind).toBe('error');
    expect(named(failed, 'run_summary')).toMatchObject([{ released: 1, postponed: 2, refused_by_sens: 0 }]);
    expect(sentTo(world)).toHaveLength(3);
  });
});

describe('the same refusal for one message after the other', () => {
  it.each([400, 413, 422])(
    'is about the account where the first two of a run get it (%s): not refused, and sent later',
    async (status) => {
      await startWith(5);
      const { outside } = world.proxies;
      outside.change({ when: isSend, answer: sensError(status, 'sending is suspended for this project') });

      const failed = await world.invoke(scheduledEvent);
      outside.clear();
      await ticks(3);

      expect(failed.end.kind).toBe('error');
      expect(named(failed, 'run_summary')).toMatchObject([{ refused_by_sens: 0, in_doubt: 2, postponed: 3 }]);
      expect(sentTo(world)).toHaveLength(5);
      expect(await claimStates()).not.toContain('REFUSED');
    },
  );

  it('is about the account where it begins in the middle of a run: three in a row', async () => {
    await startWith(8);
    const { outside } = world.proxies;
    outside.change({
      when: isSend,
      nth: 3,
      answer: sensError(400, 'the balance of this project is used up'),
    });

    const failed = await world.invoke(scheduledEvent);
    outside.clear();
    await ticks(3);

    expect(named(failed, 'run_summary')).toMatchObject([
      { outcome: 'failed', accepted: 2, refused_by_sens: 0, in_doubt: 3, postponed: 3 },
    ]);
    expect(sentTo(world)).toHaveLength(8);
  });

  it('is about the messages where others get through, and holds up nobody else in later runs', async () => {
    await startWith(5);
    const { outside } = world.proxies;
    const isBad = ({ body }: { readonly body: string }) => /"to":"0100000000[12]"/.test(body);
    outside.change({
      when: (call) => isSend(call) && isBad(call),
      answer: sensError(400, 'invalid parameter: messages[0].to'),
    });

    const first = await world.invoke(scheduledEvent);
    const later = await ticks(5);

    expect(first.end.kind).toBe('error');
    expect(sentTo(world)).toEqual(['01000000003', '01000000004', '01000000005']);
    expect(later[0]?.answer).toMatchObject({ accepted: 3 });
    expect(outside.calls.filter((call) => isSend(call) && isBad(call)).length).toBeLessThanOrEqual(6);
  });
});

describe('an answer that says neither', () => {
  it.each([
    ['408', sensError(408, 'Request Timeout')],
    ['425', sensError(425, 'Too Early')],
    ['409', sensError(409, 'Conflict')],
  ])('%s: is in doubt, and goes out once SENS does not list it', async (_, answer) => {
    await startWith(3);
    world.proxies.outside.change({ when: isSend, times: 1, answer });

    const first = await world.invoke(scheduledEvent);
    await ticks(3);

    expect(first.answer).toMatchObject({ accepted: 2, in_doubt: 1, refused_by_sens: 0 });
    expect(sentTo(world)).toHaveLength(3);
  });

  it('never makes a second message of one that SENS did take', async () => {
    await startWith(2);
    world.proxies.outside.change({
      when: isSend,
      times: 2,
      answer: async (_, ask) => ({ ...(await ask()), status: 404 }),
    });

    await world.invoke(scheduledEvent);
    await ticks(4);

    expect(sentTo(world)).toEqual(['01000000001', '01000000002']);
    expect(await claimStates()).toEqual(['DELIVERED', 'DELIVERED']);
  });
});
