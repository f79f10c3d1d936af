import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postSlack } from '../../src/channels/slack.ts';
import { sendTelegram } from '../../src/channels/telegram.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { FaultKind } from '../../src/sandbox/faults/fault.ts';
import { type StandaloneWorld, startOutsideWorld } from '../../src/sandbox/outside/start-outside-world.ts';

let world: StandaloneWorld;
let slept: number[];
beforeEach(async () => {
  world = await startOutsideWorld({ bookings: [] });
  slept = [];
  withinMs = 20_000;
});
afterEach(() => world.stop());

/** Time passes by sleeping alone. */
const clock: Clock = {
  kind: 'virtual',
  now: () => new Date('2026-11-02T05:00:00Z'),
  monotonicMs: () => slept.reduce((sum, ms) => sum + ms, 0),
  sleep: async (ms) => {
    slept.push(ms);
  },
};

/** Each text has 20 s, where a test does not say otherwise. */
let withinMs = 20_000;
const pace = () => ({ clock, endMonoMs: clock.monotonicMs() + withinMs });

const channels = {
  telegram: {
    operation: 'sendMessage',
    token: () => world.keys.telegram.bot_token,
    send: (text: string) => {
      const { bot_token: botToken, chat_id: chatId } = world.keys.telegram;
      const target = { baseUrl: `${world.endpoint}/telegram`, botToken, chatId, chatIdSetting: 'invented' };
      return sendTelegram(target, text, pace());
    },
    texts: () => world.telegramMessages.map(({ text }) => String(text)),
    retryAfterMs: 3_000,
  },
  slack: {
    operation: 'chat.postMessage',
    token: () => world.keys.slack.bot_token,
    send: (text: string) => {
      const { bot_token: botToken, channel } = world.keys.slack;
      return postSlack({ baseUrl: `${world.endpoint}/slack`, botToken, channel }, text, pace());
    },
    texts: () => world.slackMessages.map(({ text }) => String(text)),
    retryAfterMs: 2_000,
  },
} as const;

describe.each(['telegram', 'slack'] as const)('%s', (name) => {
  const channel = channels[name];
  const meet = (kind: FaultKind, times: number) =>
    world.addFault({ service: name, operation: channel.operation, kind, times });

  it('takes a text and gives its id as the receipt', async () => {
    const receipt = await channel.send('한 줄 *_`[');
    expect(receipt).toEqual({
      channel: name,
      state: 'delivered',
      messageId: expect.stringMatching(/^\d/),
      at: '2026-11-02T05:00:00.000Z',
      error: null,
    });
    expect(channel.texts()).toEqual(['한 줄 *_`[']);
  });

  it('waits as long as a 429 asks, and then delivers', async () => {
    meet('throttle', 2);
    expect(await channel.send('a')).toMatchObject({ state: 'delivered' });
    expect(slept).toEqual([channel.retryAfterMs, channel.retryAfterMs]);
  });

  it('gives up where a 429 asks for more time than is left, and says so without waiting', async () => {
    withinMs = channel.retryAfterMs * 2.5;
    meet('throttle', 100);
    const receipt = await channel.send('a');
    const asked = channel.retryAfterMs / 1_000;
    expect(receipt).toMatchObject({
      state: 'failed',
      messageId: null,
      error: expect.stringContaining(
        `given up after 3 attempts: the next may be made in ${asked} s, which is too late`,
      ),
    });
    expect(slept).toEqual([channel.retryAfterMs, channel.retryAfterMs]);
    expect(channel.texts()).toEqual([]);
  });

  it('has one time for all parts of a long text, and says which part did not arrive', async () => {
    withinMs = channel.retryAfterMs * 1.5;
    world.addFault({ service: name, operation: channel.operation, kind: 'throttle' });
    world.addFault({ service: name, operation: channel.operation, kind: 'throttle', nth: 3, times: 9 });
    const receipt = await channel.send('가'.repeat(9_000));
    expect(channel.texts()).toHaveLength(1);
    expect(receipt).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/^part 2 of 3: .*given up after 1 attempt: /),
    });
    expect(slept).toEqual([channel.retryAfterMs]);
  });

  it.each(['server-error', 'html-503', 'torn-body'] as const)('tries again after %s', async (kind) => {
    meet(kind, 1);
    expect(await channel.send('a')).toMatchObject({ state: 'delivered' });
    expect(slept).toEqual([1_000]);
  });

  it('gives up after four attempts and says so, without its token or address', async () => {
    meet('server-error', 100);
    const receipt = await channel.send('a');
    expect(receipt).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('given up after 4 attempts'),
    });
    expect(JSON.stringify(receipt)).not.toContain(channel.token());
    expect(JSON.stringify(receipt)).not.toContain('127.0.0.1');
  });

  it('does not try again what was refused', async () => {
    meet('access-denied', 100);
    expect(await channel.send('a')).toMatchObject({ state: 'failed' });
    expect(slept).toEqual([]);
  });

  it('loses nothing of a long text', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => `${index} ${'가'.repeat(25)}`);
    expect(await channel.send(lines.join('\n'))).toMatchObject({ state: 'delivered' });
    expect(channel.texts().length).toBeGreaterThan(1);
    expect(channel.texts().join('\n')).toBe(lines.join('\n'));
  });

  it('answers a failed receipt where nobody listens', async () => {
    await world.stop();
    const receipt = await channel.send('a');
    expect(receipt).toMatchObject({ state: 'failed', error: expect.stringMatching(/^no answer from /) });
    world = await startOutsideWorld({ bookings: [] });
  });
});
