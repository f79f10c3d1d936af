import { afterEach, expect, it } from 'vitest';
import { readBaseUrls } from '../../../lambda/settings/base-urls.ts';
import type { ReadSecret } from '../../../lambda/settings/secrets.ts';
import { notifyChannels } from '../../../lambda/summary/notify-channels.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { type StandaloneWorld, startOutsideWorld } from '../../../src/sandbox/outside/start-outside-world.ts';

let outside: StandaloneWorld;
afterEach(() => outside.stop());

it("puts what rules want told below the run's own text, each line in its channel, twenty at most", async () => {
  outside = await startOutsideWorld({ nowMs: Date.now, startMs: Date.now(), bookings: [] });
  const slackLines = Array.from({ length: 22 }, (_, index) => ({
    channel: 'slack' as const,
    line: `edit ${index} (invented)`,
  }));
  // The pretend world's own keys have the form of its secrets.
  const readSecret = (async (part: 'telegram' | 'slack') => outside.keys[part]) as ReadSecret;

  await notifyChannels(
    {
      emit: () => {},
      invocation: { deadlineMs: Date.now() + 60_000 },
      program: { readSecret, baseUrls: readBaseUrls(outside.environment), clock: systemClock },
      tally: { notices: [{ channel: 'telegram', line: 'late (invented)' }, ...slackLines] },
    },
    'the run',
  );

  expect(outside.telegramMessages.map(({ text }) => text)).toEqual(['the run\nlate (invented)']);
  const slack = String(outside.slackMessages[0]?.text).split('\n');
  expect(slack).toHaveLength(22);
  expect(slack?.at(-1)).toBe('and 2 more, in the log');
});

it('waits for no secret longer than the run has: the other channel is told, and the summary can still be written', async () => {
  outside = await startOutsideWorld({ nowMs: Date.now, startMs: Date.now(), bookings: [] });
  const never = new Promise(() => undefined);
  const readSecret = (async (part: 'telegram' | 'slack') =>
    part === 'slack' ? await never : outside.keys.telegram) as ReadSecret;
  const reasons: unknown[] = [];

  const receipts = await notifyChannels(
    {
      emit: (_, fields) => {
        if ('reason' in fields) reasons.push(fields.reason);
      },
      // 8 s are kept back, and this text has a fifth of a second.
      invocation: { deadlineMs: Date.now() + 8_200 },
      program: { readSecret, baseUrls: readBaseUrls(outside.environment), clock: systemClock },
      tally: { notices: [] },
    },
    'the run',
  );

  expect(receipts.map(({ state }) => state)).toEqual(['delivered', 'failed']);
  expect(reasons).toEqual(['its secret could not be read in time']);
});
