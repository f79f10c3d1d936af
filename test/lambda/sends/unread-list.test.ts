import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AnswerChange, editJson, jsonAnswer } from '../../support/answer-proxy.ts';
import { dayMs, hourMs, inventedBooking, minuteMs } from '../invented-bookings.ts';
import { inventedClaim } from '../invented-items.ts';
import { type Invoked, type LambdaWorld, type LambdaWorldOptions, scheduledEvent } from '../lambda-world.ts';
import { bookingsInDays, startLiveWorld, ticks } from '../live-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';
import { isList } from './sens-calls.ts';

let world: LambdaWorld;

async function startWith(count: number, options: Partial<LambdaWorldOptions> = {}): Promise<void> {
  world = await startLiveWorld({ bookings: bookingsInDays(count, 50), ...options });
}

const changeList = (answer: AnswerChange['answer']): void =>
  world.proxies.outside.change({ when: isList, answer });

type Page = { readonly messages: readonly Record<string, unknown>[] };
const editEntries = (edit: (entry: Record<string, unknown>, index: number) => unknown) =>
  editJson((body) => ({ ...(body as Page), messages: (body as Page).messages.map(edit) }));

const states = async (): Promise<readonly unknown[]> =>
  (await world.scan('sms_claims')).flatMap(({ state }) => state ?? []).sort();

describe("an entry of SENS's list in another form", () => {
  const forms: readonly (readonly [name: string, answer: AnswerChange['answer']])[] = [
    ['statusCode is a number', editEntries((entry) => ({ ...entry, statusCode: Number(entry.statusCode) }))],
    [
      'the status is in small letters',
      editEntries((entry) => ({ ...entry, status: String(entry.status).toLowerCase() })),
    ],
    [
      'numbers have hyphens',
      editEntries((entry) => ({ ...entry, to: String(entry.to).replace(/^(...)(....)/, '$1-$2-') })),
    ],
    ['content is of no use', editEntries((entry) => ({ ...entry, content: 7, subject: [] }))],
  ];

  /** By the form: the run that read the list so, and how it left the messages of all runs. */
  const read = new Map<string, { readonly run: Invoked; readonly states: readonly unknown[] }>();
  beforeAll(async () => {
    const bookings = bookingsInDays(3 * (forms.length + 1), 50);
    await startWith(3);
    await world.invoke(scheduledEvent);
    for (const [index, [name, answer]] of forms.entries()) {
      world.proxies.outside.clear();
      changeList(answer);
      // What this run sends is followed in the next form.
      world.outside.addBookings(bookings.slice(3 * index + 3, 3 * index + 6));
      const [run] = await ticks(world, 1);
      if (run) read.set(name, { run, states: await states() });
    }
    await world.stop();
  });

  it.each(forms.map(([name], earlier) => [name, 3 * (earlier + 1)] as const))(
    'is read all the same where %s: deliveries are followed',
    (name, followed) => {
      expect(read.get(name)?.run.answer).toMatchObject({ list_unread: 0, accepted: 3 });
      expect(read.get(name)?.states).toEqual([
        ...['ACCEPTED', 'ACCEPTED', 'ACCEPTED'],
        ...Array.from({ length: followed }, () => 'DELIVERED'),
      ]);
    },
  );
});

describe("an entry of SENS's list that cannot be read", () => {
  afterEach(() => world.stop());

  it.each([
    ['is no entry', editEntries((entry, index) => (index === 0 ? null : entry))],
    [
      'has no message id',
      editEntries((entry, index) => (index === 0 ? { ...entry, messageId: null } : entry)),
    ],
    [
      'shows a time that is none',
      editEntries((entry, index) => (index === 0 ? { ...entry, requestTime: '?' } : entry)),
    ],
    [
      'says that there is more, without saying where',
      editJson((body) => ({ ...(body as Page), messages: (body as Page).messages.slice(1), hasMore: true })),
    ],
  ])('does not block the others where one %s, and the gap is reported', async (_, answer) => {
    await startWith(3);
    changeList(answer);

    await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(await states()).toEqual(['ACCEPTED', 'DELIVERED', 'DELIVERED']);
    expect(second.answer).toMatchObject({ list_unread: 1 });
    expect(named(second, 'sens_list_unread')).toHaveLength(1);
    expect(second.metrics).toMatchObject([{ SensListUnread: 1 }]);
    const telling = world.outside.telegramMessages.map(({ text }) => String(text));
    expect(telling.at(-1)).toContain('SENS list not read');
  });
});

describe('a list of SENS that cannot be read', () => {
  afterEach(() => world.stop());

  it.each([
    ['another form', () => jsonAnswer(200, { items: [] })],
    ['an error', () => jsonAnswer(500, {})],
    ['a page of HTML', () => ({ status: 200, headers: {}, body: '<html>' })],
    ['a broken connection', () => 'break' as const],
  ])(
    'is reported in each run (%s), and after a day each message that was not followed is',
    async (_, answer) => {
      await startWith(2);
      changeList(answer);

      await world.invoke(scheduledEvent);
      world.advance(20 * minuteMs);
      const soon = await world.invoke(scheduledEvent);
      world.advance(dayMs);
      const late = await world.invoke(scheduledEvent);

      expect(soon.answer).toMatchObject({ outcome: 'succeeded', list_unread: 1, unfollowed: 0 });
      expect(late.answer).toMatchObject({ list_unread: 1, unfollowed: 2 });
      expect(named(late, 'delivery_unknown')).toHaveLength(2);
      expect(late.metrics).toMatchObject([{ MessagesUnfollowed: 2 }]);
    },
  );

  it('leaves a message in doubt, which is adopted once the list can be read again', async () => {
    await startWith(1);
    changeList(() => jsonAnswer(200, { items: [] }));
    world.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });

    await world.invoke(scheduledEvent);
    const unread = [];
    for (let tick = 0; tick < 3; tick += 1) {
      world.advance(20 * minuteMs);
      unread.push(await world.invoke(scheduledEvent));
    }
    world.proxies.outside.clear();
    world.advance(20 * minuteMs);
    const read = await world.invoke(scheduledEvent);

    expect(unread.map(({ answer }) => answer.in_doubt_earlier)).toEqual([1, 1, 1]);
    expect(read.answer).toMatchObject({ adopted: 1, in_doubt_earlier: 0 });
    expect(sentTo(world)).toHaveLength(1);
  });

  it('never lets a gap pass for an absence: what it hides is not sent again', async () => {
    await startWith(1);
    changeList(editJson((body) => ({ ...(body as Page), messages: [], hasMore: true })));
    world.proxies.outside.change({
      when: ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
      times: 1,
      answer: async (_, ask) => ({ ...(await ask()), status: 404 }),
    });

    await world.invoke(scheduledEvent);
    for (let tick = 0; tick < 4; tick += 1) {
      world.advance(20 * minuteMs);
      await world.invoke(scheduledEvent);
    }

    expect(sentTo(world)).toHaveLength(1);
    expect(await states()).toEqual(['IN_DOUBT']);
  });
});

describe("SENS's list hangs, and the run has 60 s", () => {
  afterEach(() => world.stop());

  it('settling ends at the first list that is not read: what is due is sent, and the summary is written', async () => {
    await startWith(2, { remainingMs: 60_000 });
    world.outside.addBookings([inventedBooking(50, hourMs)]);
    const inDoubt = { atMs: world.startMs - hourMs, open_state: 'IN_DOUBT' };
    for (let id = 901; id <= 907; id += 1)
      await world.put('sms_claims', inventedClaim(id, 'confirm', inDoubt));
    changeList(() => 'hang');

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('response');
    expect(run.answer).toMatchObject({ accepted: 4, in_doubt_earlier: 7, list_unread: 1 });
    expect(world.proxies.outside.calls.filter(isList)).toHaveLength(2);
    expect(named(run, 'run_summary')).toHaveLength(1);
    expect(run.metrics).toHaveLength(1);
    expect(world.outside.telegramMessages).toHaveLength(1);
  });
});
