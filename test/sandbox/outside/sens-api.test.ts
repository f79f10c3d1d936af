import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StandaloneWorld, startOutsideWorld } from '../../../src/sandbox/outside/start-outside-world.ts';
import { callSens } from './world-caller.ts';

const startMs = Date.parse('2026-11-23T05:00:00Z');
const sms = (more: Record<string, unknown> = {}) => ({
  type: 'SMS',
  contentType: 'COMM',
  from: '0200000000',
  content: '예약이 확정되었습니다.',
  messages: [{ to: '01000000001' }],
  ...more,
});

describe('the pretend SENS', () => {
  let world: StandaloneWorld;
  let nowMs = startMs;
  const start = async (options: Parameters<typeof startOutsideWorld>[0] = {}) => {
    world = await startOutsideWorld({ nowMs: () => nowMs, bookings: [], ...options });
  };
  const send = (body: unknown, more: Partial<Parameters<typeof callSens>[1]> = {}) =>
    callSens(world, { method: 'POST', body, nowMs, ...more });
  const list = (query: Record<string, string>) =>
    callSens(world, { method: 'GET', below: `?${new URLSearchParams(query)}`, nowMs });

  beforeEach(() => {
    nowMs = startMs;
  });
  afterEach(() => world.stop());

  it('accepts a message and keeps it with the virtual time', async () => {
    await start();

    const answer = await send(sms());

    expect(answer).toMatchObject({
      status: 202,
      body: { statusCode: '202', statusName: 'success', requestTime: '2026-11-23T14:00:00.000' },
    });
    expect(world.inspect().sensMessages).toMatchObject([
      {
        to: '01000000001',
        content: '예약이 확정되었습니다.',
        acceptedAt: '2026-11-23T05:00:00.000Z',
        requestId: (answer.body as { requestId: string }).requestId,
      },
    ]);
  });

  it('refuses a wrong signature, a wrong key and a clock that is off by more than five minutes', async () => {
    await start();

    const answers = [
      await send(sms(), { signed: '/other' }),
      await send(sms(), { headers: { 'x-ncp-iam-access-key': 'other' } }),
      await send(sms(), { nowMs: nowMs - 5 * 60_000 - 1 }),
      await send(sms(), { nowMs: nowMs + 5 * 60_000 + 1 }),
    ];
    const atTheLimit = await send(sms(), { nowMs: nowMs - 5 * 60_000 });

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(atTheLimit.status).toBe(202);
    expect(world.inspect().sensMessages).toHaveLength(1);
  });

  it('signs the query too', async () => {
    await start();
    const path = `/sms/v2/services/${world.keys.sens.service_id}/messages`;

    const answer = await callSens(world, { method: 'GET', below: '?requestId=x', nowMs, signed: path });

    expect(answer.status).toBe(401);
  });

  it.each([
    ['a hyphen in the number', sms({ messages: [{ to: '010-0000-0001' }] })],
    ['no recipient', sms({ messages: [] })],
    ['101 recipients', sms({ messages: Array.from({ length: 101 }, () => ({ to: '01000000001' })) })],
    ['no content', sms({ content: '' })],
    ['an unknown type', sms({ type: 'FAX' })],
    ['no JSON', 'nothing'],
  ])('answers 400 to %s and takes nothing', async (_what, body) => {
    await start();

    expect((await send(body)).status).toBe(400);
    expect(world.inspect().sensMessages).toEqual([]);
  });

  it('cuts what is too long, keeps what was submitted, and fails what cannot be encoded', async () => {
    await start();
    const long = '가'.repeat(46);

    await send(sms({ content: long }));
    await send(sms({ content: '똠' }));
    nowMs += 10_000;

    expect(world.inspect().sensMessages).toMatchObject([
      { content: long, deliveredContent: '가'.repeat(45), statusName: 'success', statusCode: '0' },
      { content: '똠', statusName: 'fail' },
    ]);
  });

  it('leads a message from READY over PROCESSING to COMPLETED', async () => {
    await start({ sensTimes: { indexLagMs: 0, processingAfterMs: 1_000, completedAfterMs: 5_000 } });
    const { requestId } = (await send(sms())).body as { requestId: string };
    const states: unknown[] = [];

    for (const age of [0, 1_000, 5_000]) {
      nowMs = startMs + age;
      states.push((await list({ requestId })).body);
    }

    expect(states).toMatchObject([
      { messages: [{ status: 'READY' }] },
      { messages: [{ status: 'PROCESSING' }] },
      { messages: [{ status: 'COMPLETED', statusCode: '0', completeTime: '2026-11-23 14:00:05' }] },
    ]);
  });

  it('shows a message in lists only after the index lag, and its text in the detail alone', async () => {
    await start({ sensTimes: { indexLagMs: 60_000 } });
    const { requestId } = (await send(sms())).body as { requestId: string };

    const early = await list({ requestId });
    nowMs += 60_000;
    const late = await list({ requestId });

    expect(early.body).toMatchObject({ messages: [], itemCount: 0 });
    const [entry] = (late.body as { messages: { messageId: string; content?: string }[] }).messages;
    expect(entry?.content).toBeUndefined();
    const detail = await callSens(world, { method: 'GET', below: `/${entry?.messageId}`, nowMs });
    expect(detail.body).toMatchObject({ messages: [{ requestId, content: '예약이 확정되었습니다.' }] });
  });

  it('filters by time window, sender and recipient, and pages with a token', async () => {
    await start({ sensTimes: { indexLagMs: 0 }, sensListShowsContent: true });
    for (const to of ['01000000001', '01000000002', '01000000001']) {
      await send(sms({ messages: [{ to }] }));
      nowMs += 60_000;
    }
    const window = { requestStartTime: '2026-11-23 14:00:00', requestEndTime: '2026-11-23 14:02:00' };

    const ofOne = await list({ ...window, to: '01000000001', from: '0200000000' });
    const foreign = await list({ ...window, from: '0299999999' });
    const first = await list({ ...window, pageSize: '2' });
    const { nextToken } = first.body as { nextToken: string };
    const second = await list({ ...window, pageSize: '2', nextToken });

    expect(ofOne.body).toMatchObject({
      itemCount: 2,
      hasMore: false,
      messages: [{ content: expect.any(String) }, {}],
    });
    expect(foreign.body).toMatchObject({ itemCount: 0 });
    expect(first.body).toMatchObject({ itemCount: 2, hasMore: true });
    expect(second.body).toMatchObject({ itemCount: 1, hasMore: false });
  });

  it.each([
    ['without a filter', {}],
    ['with half a window', { requestStartTime: '2026-11-23 14:00:00' }],
    ['over 31 days', { requestStartTime: '2026-10-01 00:00:00', requestEndTime: '2026-11-01 00:00:00' }],
    [
      'in another time format',
      { requestStartTime: '2026-11-23T14:00:00Z', requestEndTime: '2026-11-23T15:00:00Z' },
    ],
  ])('answers 400 to a list %s', async (_what, query) => {
    await start();

    expect((await list(query)).status).toBe(400);
  });

  it('takes the message and breaks the connection, or breaks it and takes nothing', async () => {
    await start({
      faults: [
        { service: 'sens', operation: 'send', kind: 'accept-then-drop' },
        { service: 'sens', operation: 'send', kind: 'drop', nth: 2 },
      ],
    });

    const broken = await Promise.allSettled([send(sms({ content: '하나' }))]);
    const brokenAgain = await Promise.allSettled([send(sms({ content: '둘' }))]);
    const whole = await send(sms({ content: '셋' }));

    expect([...broken, ...brokenAgain].map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(whole.status).toBe(202);
    expect(world.inspect().sensMessages).toMatchObject([{ content: '하나' }, { content: '셋' }]);
  });

  it.each([
    ['throttle', 429],
    ['server-error', 500],
    ['access-denied', 403],
    ['html-503', 503],
  ] as const)('meets %s without an effect', async (kind, status) => {
    await start({ faults: [{ service: 'sens', operation: 'send', kind }] });

    expect((await send(sms())).status).toBe(status);
    expect(world.inspect().sensMessages).toEqual([]);
  });

  it('accepts without telling the request id', async () => {
    await start({ faults: [{ service: 'sens', operation: 'send', kind: 'accept-without-id' }] });

    const answer = await send(sms());

    expect(answer.status).toBe(202);
    expect(answer.body).not.toHaveProperty('requestId');
    expect(world.inspect().sensMessages).toHaveLength(1);
  });

  it('holds a call before or after its effect until it is released', async () => {
    await start({
      faults: [
        { service: 'sens', operation: 'send', kind: 'hold-before' },
        { service: 'sens', operation: 'send', kind: 'hold-after', nth: 2 },
      ],
    });

    for (const seen of [0, 2]) {
      const sending = send(sms());
      await expect.poll(() => world.inspect().heldCalls).toHaveLength(1);
      expect(world.inspect().sensMessages).toHaveLength(seen);
      world.releaseHeld(world.inspect().heldCalls[0]?.id ?? '');
      expect((await sending).status).toBe(202);
    }
    expect(world.inspect().sensMessages).toHaveLength(2);
  });

  it('never answers a timeout, with or without the effect', async () => {
    await start({
      faults: [
        { service: 'sens', operation: 'send', kind: 'timeout-before' },
        { service: 'sens', operation: 'send', kind: 'timeout-after', nth: 2 },
      ],
    });
    const impatient = () =>
      fetch(`${world.endpoint}/sens/sms/v2/services/${world.keys.sens.service_id}/messages`, {
        method: 'POST',
        signal: AbortSignal.timeout(50),
      });

    await expect(impatient()).rejects.toThrow();
    await expect(impatient()).rejects.toThrow();

    expect(world.inspect().problems).toEqual([]);
  });

  it('takes nothing from a client that dies in the middle of its request, and goes on', async () => {
    await start();
    const { hostname, port } = new URL(world.endpoint);
    const socket = connect(Number(port), hostname);
    const path = `/sens/sms/v2/services/${world.keys.sens.service_id}/messages`;
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"type":`);
    await once(socket, 'ready');
    socket.resetAndDestroy();

    const next = await send(sms());

    expect(next.status).toBe(202);
    expect(world.inspect()).toMatchObject({ sensMessages: [{}], problems: [] });
  });

  it('breaks an answer off in its middle', async () => {
    await start({ faults: [{ service: 'sens', operation: 'send', kind: 'torn-body' }] });

    await expect(send(sms())).rejects.toThrow();

    expect(world.inspect().sensMessages).toHaveLength(1);
  });
});
