import { afterEach, describe, expect, it } from 'vitest';
import { type StandaloneWorld, startOutsideWorld } from '../../../src/sandbox/outside/start-outside-world.ts';
import { read } from './world-caller.ts';

const startMs = Date.parse('2026-11-23T05:00:00Z');

describe('the pretend Telegram and Slack', () => {
  let world: StandaloneWorld;
  const start = async (options: Parameters<typeof startOutsideWorld>[0] = {}) => {
    world = await startOutsideWorld({ nowMs: () => startMs, bookings: [], ...options });
  };
  const telegram = async (body: unknown, token: string = world.keys.telegram.bot_token) =>
    read(
      await fetch(`${world.endpoint}/telegram/bot${token}/sendMessage`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
  const slack = async (body: unknown, token: string = world.keys.slack.bot_token) =>
    read(
      await fetch(`${world.endpoint}/slack/chat.postMessage`, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      }),
    );

  afterEach(() => world.stop());

  it('gives a Telegram receipt with message id and virtual date', async () => {
    await start();
    const { chat_id } = world.keys.telegram;

    const answer = await telegram({ chat_id, text: 'hello' });

    expect(answer.body).toMatchObject({
      ok: true,
      result: { message_id: 1, date: startMs / 1000, text: 'hello' },
    });
    expect(world.inspect().telegramMessages).toMatchObject([{ text: 'hello', messageId: 1 }]);
  });

  it('takes a form as legacy sends it', async () => {
    await start();
    const { chat_id, bot_token } = world.keys.telegram;

    const answer = await fetch(`${world.endpoint}/telegram/bot${bot_token}/sendMessage`, {
      method: 'POST',
      body: new URLSearchParams({ chat_id, text: 'form' }),
    });

    expect(answer.status).toBe(200);
  });

  it('refuses a wrong token, a wrong chat, no text and too much text', async () => {
    await start();
    const { chat_id } = world.keys.telegram;

    const answers = [
      await telegram({ chat_id, text: 'x' }, 'wrong'),
      await telegram({ chat_id: '5', text: 'x' }),
      await telegram({ chat_id, text: ' ' }),
      await telegram({ chat_id, text: 'x'.repeat(4097) }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 400, 400, 400]);
    expect(world.inspect().telegramMessages).toEqual([]);
  });

  it('gives a Slack receipt with a ts, and refuses with 200 and ok false', async () => {
    await start();
    const { channel } = world.keys.slack;

    const answers = [
      await slack({ channel, text: 'hello' }),
      await slack({ channel, text: 'x' }, 'wrong'),
      await slack({ channel: 'C1', text: 'x' }),
      await slack({ channel, text: '' }),
    ];

    expect(answers).toMatchObject([
      { status: 200, body: { ok: true, ts: `${startMs / 1000}.000001`, channel } },
      { status: 200, body: { ok: false, error: 'invalid_auth' } },
      { status: 200, body: { ok: false, error: 'channel_not_found' } },
      { status: 200, body: { ok: false, error: 'no_text' } },
    ]);
    expect(world.inspect().slackMessages).toHaveLength(1);
  });

  it('asks for patience in each one’s own way', async () => {
    await start({
      faults: [
        { service: 'telegram', operation: 'sendMessage', kind: 'throttle' },
        { service: 'slack', operation: 'chat.postMessage', kind: 'throttle' },
      ],
    });
    const { chat_id } = world.keys.telegram;

    const [fromTelegram, fromSlack] = [
      await telegram({ chat_id, text: 'x' }),
      await slack({ channel: world.keys.slack.channel, text: 'x' }),
    ];

    expect(fromTelegram).toMatchObject({ status: 429, body: { ok: false, parameters: { retry_after: 3 } } });
    expect([fromSlack.status, fromSlack.headers.get('retry-after')]).toEqual([429, '2']);
  });
});
