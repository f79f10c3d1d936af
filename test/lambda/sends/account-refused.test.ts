import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerChange } from '../../support/answer-proxy.ts';
import { minuteMs } from '../invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent } from '../lambda-world.ts';
import { bookingsInDays, startLiveWorld, ticks } from '../live-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';
import { gatewayError, isList, isSend, sensError } from './sens-calls.ts';

const claimStates = async (world: LambdaWorld): Promise<readonly unknown[]> =>
  (await world.scan('sms_claims'))
    .filter(({ claim_id }) => !String(claim_id).startsWith('sens'))
    .map(({ state }) => state)
    .sort();

type Answers = readonly (readonly [name: string, answer: AnswerChange['answer']])[];

/** One run for each answer, a minute apart, in which SENS gives every send that answer. By the answers' names. */
async function runUnderEach(world: LambdaWorld, answers: Answers): Promise<ReadonlyMap<string, Invoked>> {
  const runs = new Map<string, Invoked>();
  for (const [name, answer] of answers) {
    world.proxies.outside.clear();
    world.proxies.outside.change({ when: isSend, answer });
    runs.set(name, await world.invoke(scheduledEvent));
    world.advance(minuteMs);
  }
  world.proxies.outside.clear();
  return runs;
}

const phones = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `010000${String(index + 1).padStart(5, '0')}`);

describe('an answer about our account or our setting', () => {
  const answers: Answers = [
    ['404 of the gateway: the service id is wrong', gatewayError(404, '300', 'Not Found Exception')],
    ['404 of SENS itself', sensError(404, 'Not Found')],
    ['402', sensError(402, 'Payment Required')],
    ['405', gatewayError(405, '310', 'Method Not Allowed')],
    ['410', sensError(410, 'Gone')],
    ['415', sensError(415, 'Unsupported Media Type')],
  ];
  const count = answers.length + 3;
  let world: LambdaWorld;
  let failed: ReadonlyMap<string, Invoked>;
  let later: readonly Invoked[];
  beforeAll(async () => {
    world = await startLiveWorld({ bookings: bookingsInDays(count) });
    failed = await runUnderEach(world, answers);
    later = await ticks(world, 3);
  });
  afterAll(() => world.stop());

  it.each(answers.map(([name], earlier) => [name, earlier] as const))(
    '%s: stops the sending and fails the run',
    (name, earlier) => {
      const run = failed.get(name);

      expect(run?.end.kind).toBe('error');
      expect(String(run?.answer.errorMessage)).toMatch(
        /SENS refuses our account or setting.*naver-sms preflight/,
      );
      // Each earlier answer left the message that it met in doubt.
      const messages_due = count - earlier;
      expect(run && named(run, 'run_summary')).toMatchObject([
        {
          outcome: 'failed',
          messages_due,
          accepted: 0,
          refused_by_sens: 0,
          in_doubt: 1,
          postponed: messages_due - 1,
        },
      ]);
    },
  );

  it('costs no customer a message, whichever it is: all are served once it is put right', async () => {
    expect(later.map(({ end }) => end.kind)).toEqual(['response', 'response', 'response']);
    expect(sentTo(world)).toEqual(phones(count));
    expect(await claimStates(world)).not.toContain('REFUSED');
  });
});

describe('an answer which says that nothing was posted', () => {
  const answers: Answers = [
    ['429 with the code of an exhausted quota', gatewayError(429, '400', 'Quota Exceeded')],
    ['401', gatewayError(401, '200', 'Authentication Failed')],
    ['403', gatewayError(403, '210', 'Permission Denied')],
  ];
  let world: LambdaWorld;
  let failed: ReadonlyMap<string, Invoked>;
  beforeAll(async () => {
    world = await startLiveWorld({ bookings: bookingsInDays(3) });
    failed = await runUnderEach(world, answers);
    await ticks(world, 1);
  });
  afterAll(() => world.stop());

  it.each(answers.map(([name]) => name))('%s: fails the run and gives the message back', (name) => {
    const run = failed.get(name);

    expect(run?.end.kind).toBe('error');
    expect(run && named(run, 'run_summary')).toMatchObject([
      { released: 1, postponed: 2, refused_by_sens: 0 },
    ]);
  });

  it('lets every message go out in the next tick', () => {
    expect(sentTo(world)).toEqual(phones(3));
  });
});

describe('an account that stays refused', () => {
  let world: LambdaWorld;
  afterEach(() => world.stop());

  it('is one trouble a run, also where the list of the wrong service cannot be read', async () => {
    world = await startLiveWorld({ bookings: bookingsInDays(9) });
    const { outside } = world.proxies;
    const notFound = gatewayError(404, '300', 'Not Found Exception');
    outside.change({ when: isSend, answer: notFound });
    outside.change({ when: isList, answer: notFound });

    const failed = [await world.invoke(scheduledEvent), ...(await ticks(world, 3))];
    const posted = outside.calls.filter(isSend).length;
    outside.clear();
    await ticks(world, 4);

    expect(failed.map(({ end }) => end.kind)).toEqual(['error', 'error', 'error', 'error']);
    expect(posted).toBe(4);
    expect(sentTo(world)).toHaveLength(9);
    expect(new Set(sentTo(world)).size).toBe(9);
  });
});

describe('the same refusal of the first two messages of a run', () => {
  const answers: Answers = [400, 413, 422].map((status) => [
    String(status),
    sensError(status, 'sending is suspended for this project'),
  ]);
  const count = 2 * answers.length + 3;
  let world: LambdaWorld;
  let failed: ReadonlyMap<string, Invoked>;
  beforeAll(async () => {
    world = await startLiveWorld({ bookings: bookingsInDays(count) });
    failed = await runUnderEach(world, answers);
    await ticks(world, 3);
  });
  afterAll(() => world.stop());

  it.each(answers.map(([name], earlier) => [name, earlier] as const))(
    'is about the account (%s): neither is refused',
    (name, earlier) => {
      const run = failed.get(name);

      expect(run?.end.kind).toBe('error');
      expect(run && named(run, 'run_summary')).toMatchObject([
        { refused_by_sens: 0, in_doubt: 2, postponed: count - 2 * earlier - 2 },
      ]);
    },
  );

  it('costs no customer a message: all are sent later', async () => {
    expect(sentTo(world)).toEqual(phones(count));
    expect(await claimStates(world)).not.toContain('REFUSED');
  });
});

describe('the same refusal for one message after the other', () => {
  let world: LambdaWorld;
  afterEach(() => world.stop());

  it('is about the account where it begins in the middle of a run: three in a row', async () => {
    world = await startLiveWorld({ bookings: bookingsInDays(8) });
    const { outside } = world.proxies;
    outside.change({
      when: isSend,
      nth: 3,
      answer: sensError(400, 'the balance of this project is used up'),
    });

    const failed = await world.invoke(scheduledEvent);
    outside.clear();
    await ticks(world, 3);

    expect(named(failed, 'run_summary')).toMatchObject([
      { outcome: 'failed', accepted: 2, refused_by_sens: 0, in_doubt: 3, postponed: 3 },
    ]);
    expect(sentTo(world)).toHaveLength(8);
  });

  it('is about the messages where others get through, and holds up nobody else in later runs', async () => {
    world = await startLiveWorld({ bookings: bookingsInDays(5) });
    const { outside } = world.proxies;
    const isBad = ({ body }: { readonly body: string }) => /"to":"0100000000[12]"/.test(body);
    outside.change({
      when: (call) => isSend(call) && isBad(call),
      answer: sensError(400, 'invalid parameter: messages[0].to'),
    });

    const first = await world.invoke(scheduledEvent);
    const later = await ticks(world, 5);

    expect(first.end.kind).toBe('error');
    expect(sentTo(world)).toEqual(['01000000003', '01000000004', '01000000005']);
    expect(later[0]?.answer).toMatchObject({ accepted: 3 });
    expect(outside.calls.filter((call) => isSend(call) && isBad(call)).length).toBeLessThanOrEqual(6);
  });
});

describe('an answer that says neither', () => {
  const answers: Answers = [
    ['408', sensError(408, 'Request Timeout')],
    ['425', sensError(425, 'Too Early')],
    ['409', sensError(409, 'Conflict')],
  ];
  const bookings = bookingsInDays(3 * answers.length);
  const first = new Map<string, Invoked>();
  let world: LambdaWorld;
  beforeAll(async () => {
    world = await startLiveWorld({ bookings: [] });
    for (const [index, [name, answer]] of answers.entries()) {
      world.outside.addBookings(bookings.slice(3 * index, 3 * index + 3));
      world.proxies.outside.change({ when: isSend, times: 1, answer });
      first.set(name, await world.invoke(scheduledEvent));
      world.proxies.outside.clear();
      world.advance(minuteMs);
    }
    await ticks(world, 3);
  });
  afterAll(() => world.stop());

  it.each(answers.map(([name]) => name))('%s: is in doubt', (name) => {
    expect(first.get(name)?.answer).toMatchObject({ accepted: 2, in_doubt: 1, refused_by_sens: 0 });
  });

  it('goes out once SENS does not list it, whichever it is', () => {
    expect(sentTo(world)).toEqual(phones(bookings.length));
  });
});

describe('a refusal of a message that SENS did take', () => {
  let world: LambdaWorld;
  afterEach(() => world.stop());

  it('never makes a second message', async () => {
    world = await startLiveWorld({ bookings: bookingsInDays(2) });
    world.proxies.outside.change({
      when: isSend,
      times: 2,
      answer: async (_, ask) => ({ ...(await ask()), status: 404 }),
    });

    await world.invoke(scheduledEvent);
    await ticks(world, 4);

    expect(sentTo(world)).toEqual(['01000000001', '01000000002']);
    expect(await claimStates(world)).toEqual(['DELIVERED', 'DELIVERED']);
  });
});
