import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonFields, envelopeFields, logEvents } from '../../../src/monitoring/log-events.ts';
import { metrics } from '../../../src/monitoring/metrics.ts';
import type { BookingInput } from '../../../src/sandbox/outside/booking.ts';
import { editFile } from '../../rules/settings/edit-file.ts';
import { jsonAnswer, type ProxiedCall } from '../../support/answer-proxy.ts';
import { hourMs, inventedBooking, inventedRow, minuteMs } from '../invented-bookings.ts';
import { inventedClaim } from '../invented-items.ts';
import {
  afternoonMs,
  type Invoked,
  type LambdaWorld,
  type LambdaWorldOptions,
  scheduledEvent,
  startLambdaWorld,
} from '../lambda-world.ts';

/* Every customer here bears a hostile name. No part of one, no number, cookie or secret may come out anywhere. */

/** With a syllable that EUC-KR lacks. */
const mark = '가상똠표식';
const names = [
  `${mark}\n{"event":"send_accepted","run_id":"forged","level":"INFO"}`,
  `${mark}\u001b[2K\u001b[31m\u202e\u0000`,
  `${mark} <!channel> <https://invalid.example|눌러> &amp;`,
  `${mark} *굵게* _기울임_ [링크](https://invalid.example) \`코드\` </b><script>`,
  `${mark}${'긴'.repeat(5_000)}`,
];
const hostile = (bookingId: number, startsInMs: number, more: Partial<BookingInput> = {}) =>
  inventedBooking(bookingId, startsInMs, { name: names[bookingId % names.length] ?? mark, ...more });

const runs: Invoked[] = [];
/** All that a world told its channels, and what it would have to keep to itself. */
const told: string[] = [];
const secrets = new Set<string>();
let world: LambdaWorld | undefined;

async function newWorld(options: LambdaWorldOptions): Promise<LambdaWorld> {
  await endWorld();
  world = await startLambdaWorld(options);
  await world.approve();
  return world;
}

async function endWorld(): Promise<void> {
  if (!world) return;
  const { telegramMessages, slackMessages, keys, sessionCookies } = world.outside;
  told.push(...[...telegramMessages, ...slackMessages].map(({ text }) => String(text)));
  for (const { username: _, ...secret } of Object.values(keys).map((key) => ({ username: '', ...key }))) {
    for (const value of Object.values(secret)) secrets.add(value);
  }
  for (const { value } of sessionCookies) secrets.add(String(value));
  await world.stop();
  world = undefined;
}

const run = async (here: LambdaWorld, event: unknown = scheduledEvent): Promise<void> => {
  runs.push(await here.invoke(event));
};

beforeAll(async () => {
  for (const scenario of [
    sendingAndSettling,
    refusingAndReleasing,
    following,
    missing,
    failing,
    movingGroup,
    emptied,
    shadowing,
    lapsing,
    configured,
    broken,
  ])
    await scenario();
  await endWorld();
});
afterAll(() => world?.stop());

/** One message that SENS took without an answer, one that it never got, and one that did not reach its phone. */
async function sendingAndSettling(): Promise<void> {
  const here = await newWorld({
    bookings: [
      hostile(1, 30 * hourMs),
      hostile(2, 31 * hourMs),
      hostile(3, 32 * hourMs),
      hostile(4, 33 * hourMs, { isPhoneMasked: true }),
    ],
  });
  here.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });
  here.addFault({ service: 'sens', operation: 'send', nth: 2, kind: 'drop' });
  here.addFault({ service: 'sens', operation: 'send', nth: 3, kind: 'accept-undelivered' });
  here.addFault({ service: 'slack', operation: 'chat.postMessage', kind: 'access-denied' });
  await run(here);
  here.advance(20 * minuteMs);
  await run(here);
}

/** A throttled send is given back and tried again; then the key is refused, and the run stops. */
async function refusingAndReleasing(): Promise<void> {
  const here = await newWorld({ bookings: [hostile(1, 30 * hourMs), hostile(2, 31 * hourMs)] });
  here.addFault({ service: 'sens', operation: 'send', kind: 'throttle' });
  here.addFault({ service: 'sens', operation: 'send', nth: 2, kind: 'access-denied' });
  const telemetry = { scope: 'control', name: 'telemetry', notify: 'loud', logLevel: 'INFO' };
  await here.put('naver-sms-control', telemetry);
  await here.put('naver-sms-control', { scope: 'control', name: 'alarm-memory', runs: 'malformed' });
  await run(here);
}

/** A message that was accepted a day ago, whose row says nothing of it, and a list of SENS that cannot be read. */
async function following(): Promise<void> {
  const here = await newWorld({ bookings: [hostile(1, 30 * hourMs)] });
  const accepted = { state: 'ACCEPTED', open_state: 'ACCEPTED', sens_request_id: 'invented' };
  const claim = inventedClaim(1, 'confirm', { atMs: here.startMs - 25 * hourMs, ...accepted });
  await here.put('sms_claims', claim);
  here.addFault({ service: 'sens', operation: 'list-messages', kind: 'server-error' });
  await run(here);
}

async function missing(): Promise<void> {
  const here = await newWorld({ bookings: [hostile(1, 3 * hourMs)] });
  await here.put('sms', { ...inventedRow(1), name: names[0] });
  here.advance(4 * hourMs);
  await run(here);
}

async function failing(): Promise<void> {
  const here = await newWorld({ bookings: [hostile(1, hourMs)] });
  here.addFault({ service: 'booking', operation: 'list', kind: 'server-error', times: 1_000 });
  here.addFault({ service: 'telegram', operation: 'sendMessage', kind: 'torn-body' });
  await run(here);
}

/** The Telegram group of the secret was upgraded, and has a new id. */
async function movingGroup(): Promise<void> {
  const here = await newWorld({ bookings: [], isProxied: true });
  const isTo = (id: string) => (call: ProxiedCall) => call.body.includes(`"chat_id":"${id}"`);
  here.proxies.outside.change({
    when: isTo(here.outside.keys.telegram.chat_id),
    answer: () => jsonAnswer(400, { ok: false, parameters: { migrate_to_chat_id: -1_001_557 } }),
  });
  here.proxies.outside.change({
    when: isTo('-1001557'),
    answer: () => jsonAnswer(200, { ok: true, result: { message_id: 1 } }),
  });
  here.proxies.aws.change({
    when: ({ operation, body }) => operation === 'Query' && body.includes('"IN_DOUBT"'),
    nth: 2,
    answer: () => jsonAnswer(400, { __type: 'AccessDeniedException', message: mark }),
  });
  await run(here);
}

/** A host that shows no booking any more, and a memory that is malformed. */
async function emptied(): Promise<void> {
  const here = await newWorld({ bookings: [hostile(1, 30 * hourMs), hostile(2, 31 * hourMs)] });
  await run(here);
  here.outside.turnBookings({ all: 'empty' });
  await run(here);
  await here.put('naver-sms-control', { scope: 'control', name: 'bookings-seen', revision: 'one' });
  await run(here);
}

async function shadowing(): Promise<void> {
  const here = await newWorld({ bookings: [hostile(1, hourMs)] });
  await run(here, { mode: 'shadow' });
}

/** An approval that ends soon, beside a row that another sender marked; then it has ended. */
async function lapsing(): Promise<void> {
  const registeredAt = new Date(afternoonMs + minuteMs).toISOString();
  const here = await newWorld({
    bookings: [hostile(1, 30 * hourMs, { registeredAt }), hostile(2, 31 * hourMs)],
  });
  await here.approve({ until: new Date(afternoonMs + 30 * minuteMs).toISOString() });
  await here.put('sms', { ...inventedRow(1), name: names[1], booking_time: '2026-11-03 20:00:00' });
  here.advance(2 * minuteMs);
  await run(here);
  here.outside.addBookings([hostile(3, 32 * hourMs)]);
  here.advance(hourMs);
  await run(here);
}

/**
 * With another configuration: a store that waits, moved bookings that are skipped, a text that SENS cannot carry, a rule
 * that tells. Then the session ends, no browser is there beside these programs, and the end of the login cannot be written;
 * the next run may not try again.
 */
async function configured(): Promise<void> {
  const here = await newWorld({
    bookings: [
      hostile(1, 30 * hourMs, { previousBookingId: 9 }),
      hostile(2, hourMs),
      hostile(3, 32 * hourMs, { storeId: '867589' }),
    ],
    isProxied: true,
    configure: (folder) => {
      edit(folder, 'stores.yaml', 'rescheduled: send', 'rescheduled: skip');
      edit(folder, 'templates/guide.yaml', '{storeName}', '{storeName} {customerName}');
      edit(folder, 'rules.yaml', /$/, tellingRule);
    },
  });
  await run(here);
  const stale = here.outside.sessionCookies.map((cookie) => ({ ...cookie, value: 'stale' }));
  await here.put('session', { id: '1', cookies: JSON.stringify(stale) });
  here.proxies.aws.change({
    when: ({ operation, body }) => operation === 'PutItem' && body.includes('login-breaker'),
    nth: 2,
    answer: () => jsonAnswer(400, { __type: 'AccessDeniedException', message: mark }),
  });
  await run(here);
  await here.put('naver-sms-control', {
    scope: 'control',
    name: 'login-breaker',
    consecutiveFailures: 2,
    lastOutcome: 'captcha',
    lastAttemptAt: new Date(here.startMs).toISOString(),
    lastRun: 'invented',
    blockedUntil: null,
    needsOperator: true,
  });
  await run(here);
}

/** It does not start: its rules do not read. */
async function broken(): Promise<void> {
  const breakRules = (folder: string) => edit(folder, 'rules.yaml', 'booking_status', 'booking_sttus');
  await run(await newWorld({ bookings: [], configure: breakRules }));
}

const tellingRule = `
  - name: Tells (invented)
    enabled: true
    when: { all: [{ booking_status: RC03 }, { booking_not_in_db: true }] }
    actions: [{ send_slack: "확인 <!channel>" }, { send_telegram: "확인 *_" }, { log_event: "확인" }]
`;

const edit = (folder: string, file: string, what: string | RegExp, by: string) =>
  editFile(join(folder, file), what, by);

const events = () => runs.flatMap((each) => each.events);

describe('the log events that are declared', () => {
  it('are each written by a run of the bundle, and no other is', () => {
    const written = new Set(events().map(({ event }) => String(event)));
    expect([...written].sort()).toEqual(Object.keys(logEvents).sort());
  });

  it('have their declared fields, each of its declared kind', () => {
    const declared: Record<string, { level: string; fields: Record<string, string> }> = logEvents;
    const isKind: Record<string, (value: unknown) => boolean> = {
      text: (value) => typeof value === 'string',
      'text?': (value) => value === null || typeof value === 'string',
      'masked-phone': (value) => /^010-\*{4}-\d{4}$/.test(String(value)),
      number: (value) => typeof value === 'number' && Number.isFinite(value),
      'number?': (value) => value === null || Number.isFinite(value),
      flag: (value) => typeof value === 'boolean',
      counts: (value) => Object.values(value as object).every((count) => typeof count === 'number'),
      receipts: (value) => Array.isArray(value),
    };
    for (const line of events()) {
      const { level, fields } = declared[String(line.event)] ?? { level: 'none', fields: {} };
      const fieldNames = [...envelopeFields, ...Object.keys(commonFields), ...Object.keys(fields)];
      expect(Object.keys(line).sort()).toEqual(fieldNames.sort());
      expect(line.level).toBe(level);
      for (const [field, kind] of Object.entries(fields)) {
        expect([line.event, field, isKind[kind]?.(line[field])]).toEqual([line.event, field, true]);
      }
    }
  });

  it('and metrics are all that is written: no other line', () => {
    const lines = runs.flatMap(({ text }) => text.split('\n')).filter((line) => line.trim() !== '');
    const published = runs.flatMap((each) => each.metrics);
    expect(lines).toHaveLength(events().length + published.length);
  });
});

describe('the metrics that are declared', () => {
  it('are each counted above zero by some run, and no other is', () => {
    const counted = new Set<string>();
    for (const { metrics: published, events: logged } of runs) {
      const isOpenUnread = logged.some(({ event }) => event === 'open_cases_unread');
      const known = Object.keys(metrics).filter((name) => !isOpenUnread || !name.startsWith('Open'));
      for (const { _aws, service, ...values } of published) {
        expect(service).toBe('naver-sms');
        expect(Object.keys(values).sort()).toEqual(known.sort());
        for (const [name, value] of Object.entries(values)) if (Number(value) > 0) counted.add(name);
      }
    }
    expect([...counted].sort()).toEqual(Object.keys(metrics).sort());
  });
});

describe('a name, a number, a cookie, a token or a password', () => {
  const outputs = () => [
    ...runs.map(({ text }) => text),
    ...runs.map(({ answer }) => JSON.stringify(answer)),
    ...told,
  ];

  it('is in no log line, metric, answer, Telegram or Slack text, whatever happened', () => {
    expect(secrets.size).toBeGreaterThan(8);
    const all = outputs().join('\n');
    for (const secret of [mark, 'forged', '긴긴', ...secrets]) expect(all).not.toContain(secret);
    expect(all).not.toMatch(/010-?0000-?\d{4}/);
    // The masked form is there, so that these runs did speak of customers.
    expect(all).toContain('010-****-0001');
  });

  it('moves no cursor, mentions nobody at Slack and forges no line', () => {
    for (const text of outputs()) expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const slack = told.filter((text) => text.includes('&lt;!channel&gt;'));
    expect(slack.length).toBeGreaterThan(0);
    expect(told.join('\n')).not.toContain('<!channel>');
  });
});
