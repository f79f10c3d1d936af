import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postSlack } from '../../src/channels/slack.ts';
import { sendTelegram } from '../../src/channels/telegram.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { type StandaloneWorld, startOutsideWorld } from '../../src/sandbox/outside/start-outside-world.ts';
import { type AnswerProxy, jsonAnswer, startAnswerProxy } from '../support/answer-proxy.ts';

/* Answers that the vendors give in the field and that the pretend channels do not: each is put in by a proxy. */

let world: StandaloneWorld;
let proxy: AnswerProxy;
let slept: number[];
beforeEach(async () => {
  world = await startOutsideWorld({ bookings: [] });
  proxy = await startAnswerProxy(world.endpoint);
  slept = [];
});
afterEach(async () => {
  await proxy.stop();
  await world.stop();
});

/** Time passes by sleeping alone. */
const clock: Clock = {
  kind: 'virtual',
  now: () => new Date('2026-11-02T05:00:00Z'),
  monotonicMs: () => slept.reduce((sum, ms) => sum + ms, 0),
  sleep: async (ms) => {
    slept.push(ms);
  },
};
const pace = () => ({ clock, endMonoMs: clock.monotonicMs() + 20_000 });

const slack = (text = 'a') => {
  const { bot_token: botToken, channel } = world.keys.slack;
  return postSlack({ baseUrl: `${proxy.endpoint}/slack`, botToken, channel }, text, pace());
};
const telegram = (text = 'a', chatId: string = world.keys.telegram.chat_id) => {
  const { bot_token: botToken } = world.keys.telegram;
  const target = {
    baseUrl: `${proxy.endpoint}/telegram`,
    botToken,
    chatId,
    chatIdSetting: 'chat_id (secret)',
  };
  return sendTelegram(target, text, pace());
};
const once = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  proxy.change({ when: () => true, times: 1, answer: () => jsonAnswer(status, body, headers) });
const always = (status: number, body: unknown) =>
  proxy.change({ when: () => true, answer: () => jsonAnswer(status, body) });

describe('Slack answers HTTP 200 with an error', () => {
  it.each([
    'rate_limited',
    'ratelimited',
    'message_limit_exceeded',
    'team_added_to_org',
    'org_login_required',
    'internal_error',
    'fatal_error',
    'service_unavailable',
    'request_timeout',
  ])('%s: the text is tried again', async (error) => {
    once(200, { ok: false, error });
    expect(await slack()).toMatchObject({ state: 'delivered' });
    expect(slept).toEqual([1_000]);
  });

  it('rate_limited with Retry-After: it waits as long as that asks', async () => {
    once(200, { ok: false, error: 'rate_limited' }, { 'retry-after': '7' });
    expect(await slack()).toMatchObject({ state: 'delivered' });
    expect(slept).toEqual([7_000]);
  });

  it.each([
    'invalid_auth',
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'accesslimited',
    'msg_too_long',
  ])('%s: it is not tried again', async (error) => {
    always(200, { ok: false, error });
    expect(await slack()).toMatchObject({ state: 'failed', error: `Slack answered 200: ${error}` });
    expect(proxy.calls).toHaveLength(1);
  });

  it('that never passes: the last one is named', async () => {
    always(200, { ok: false, error: 'rate_limited' });
    expect(await slack()).toMatchObject({
      state: 'failed',
      error: 'Slack answered 200: rate_limited, given up after 4 attempts',
    });
  });
});

describe('Telegram answers with its own error code', () => {
  it('429 within HTTP 200: it waits as long as that asks', async () => {
    once(200, {
      ok: false,
      error_code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: 4 },
    });
    expect(await telegram()).toMatchObject({ state: 'delivered' });
    expect(slept).toEqual([4_000]);
  });

  it('a refusal within HTTP 200 is not tried again', async () => {
    always(200, { ok: false, error_code: 403, description: 'Forbidden: bot was blocked' });
    expect(await telegram()).toMatchObject({ error: 'Telegram answered 403: Forbidden: bot was blocked' });
    expect(proxy.calls).toHaveLength(1);
  });
});

describe('a Telegram group that was upgraded', () => {
  const upgraded = (migrate_to_chat_id: number | string) => ({
    ok: false,
    error_code: 400,
    description: 'Bad Request: group chat was upgraded to a supergroup chat',
    parameters: { migrate_to_chat_id },
  });
  /** The pretend group has the id that the world knows; the secret still holds another one. */
  const oldId = '-4242';
  const refuseOldId = (id: number | string) =>
    proxy.change({
      when: ({ body }) => body.includes(`"${oldId}"`),
      answer: () => jsonAnswer(400, upgraded(id)),
    });
  const newId = () => world.keys.telegram.chat_id;
  const note = () => `설정 변경 / Change chat_id (secret) to ${newId()}`;

  it.each([Number, String])('gets the text under its new id (%o), with what to change', async (as) => {
    refuseOldId(as(newId()));
    expect(await telegram('a', oldId)).toMatchObject({ state: 'delivered', error: null, outdated: note() });
    expect(world.telegramMessages.map(({ text }) => text)).toEqual([`a\n${note()}`]);
    expect(slept).toEqual([]);
  });

  it('gets every part of a long text there, the note once', async () => {
    refuseOldId(newId());
    const text = '가'.repeat(9_000);
    expect(await telegram(text, oldId)).toMatchObject({ state: 'delivered' });
    const sent = world.telegramMessages.map(({ text: part }) => String(part));
    expect(sent.join('').split(note())).toHaveLength(2);
    expect(sent.join('').replace(`\n${note()}`, '')).toBe(text);
    expect(proxy.calls.filter(({ body }) => body.includes(`"${oldId}"`))).toHaveLength(1);
  });

  it('is waited for under its new id, and still gets the note', async () => {
    refuseOldId(newId());
    world.addFault({ service: 'telegram', operation: 'sendMessage', kind: 'throttle' });
    expect(await telegram('a', oldId)).toMatchObject({ state: 'delivered', outdated: note() });
    expect(world.telegramMessages.map(({ text }) => text)).toEqual([`a\n${note()}`]);
    expect(slept).toEqual([3_000]);
  });

  it('that does not admit the bot: the error names the new id', async () => {
    refuseOldId(newId());
    world.addFault({ service: 'telegram', operation: 'sendMessage', kind: 'access-denied' });
    expect(await telegram('a', oldId)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(
        new RegExp(`^the group has the new id ${newId()}, where Telegram answered 403`),
      ),
    });
  });

  it.each([oldId, 'no-id', 1.5])('whose new id is the old one or malformed (%s) is a refusal', async (id) => {
    refuseOldId(id);
    expect(await telegram('a', oldId)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('upgraded to a supergroup'),
    });
    expect(proxy.calls).toHaveLength(1);
  });
});
