import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { postSlack } from '../../src/channels/slack.ts';
import { sendTelegram } from '../../src/channels/telegram.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { type StandaloneWorld, startOutsideWorld } from '../../src/sandbox/outside/start-outside-world.ts';

let world: StandaloneWorld;
const pace = () => ({ clock: systemClock, endMonoMs: systemClock.monotonicMs() + 20_000 });
beforeEach(async () => {
  world = await startOutsideWorld({ bookings: [] });
});
afterEach(() => world.stop());

/** Whatever a customer may call himself: markup of both channels, entities, controls, halves of emoji, long names. */
const piece = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<@U0>',
    '&amp;',
    '&',
    '<',
    '>',
    '*굵게*',
    '_a_',
    '`',
    '[',
    '](x)',
    '\\',
    '\n',
    ' ',
  ),
  fc.constantFrom('김가상', '😀', '\u202e', '\u0000', '\ud83d', '<https://invalid.example|눌러>'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
/** A long text is pieces over and over, so that cuts fall everywhere. */
const hostile = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.constantFrom(1, 1, 300, 900))
  .map(([pieces, times]) => `x${pieces.join('').repeat(times)}`.slice(0, 9_000));

/** White space at the ends of a part is the channels' own to drop. */
const visible = (text: string) => text.toWellFormed().replaceAll(/\s/g, '');
/** As Slack shows what it got. */
const shown = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

it('loses nothing of any text at Telegram, and each part fits', async () => {
  const { bot_token: botToken, chat_id: chatId } = world.keys.telegram;
  const target = { baseUrl: `${world.endpoint}/telegram`, botToken, chatId, chatIdSetting: 'invented' };
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const before = world.telegramMessages.length;
      expect(await sendTelegram(target, text, pace())).toMatchObject({ state: 'delivered' });
      const parts = world.telegramMessages.slice(before).map((message) => String(message.text));
      for (const part of parts) expect(part.length).toBeLessThanOrEqual(4_096);
      expect(visible(parts.join(''))).toBe(visible(text));
    }),
    { numRuns: 60 },
  );
});

it('loses nothing of any text at Slack, whose part never mentions, links or ends inside an escape', async () => {
  const { bot_token: botToken, channel } = world.keys.slack;
  const target = { baseUrl: `${world.endpoint}/slack`, botToken, channel };
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const before = world.slackMessages.length;
      expect(await postSlack(target, text, pace())).toMatchObject({ state: 'delivered' });
      const parts = world.slackMessages.slice(before).map((message) => String(message.text));
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(4_000);
        expect(part).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
      }
      expect(visible(parts.map(shown).join(''))).toBe(visible(text));
    }),
    { numRuns: 60 },
  );
});
