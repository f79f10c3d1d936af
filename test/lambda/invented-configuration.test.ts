import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readListedSettings } from '../../src/rules/settings/read-settings.ts';
import { editFile } from '../rules/settings/edit-file.ts';
import { dayMs, hourMs, inventedBooking } from './invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

/** A vendor that is not of this machine, and whose name resolves nowhere. */
const real = { SENS_BASE_URL: 'https://sens.invalid' };
const replaced =
  (...files: readonly string[]) =>
  (folder: string) => {
    for (const file of files) editFile(join(folder, file), 'origin: invented', 'origin: ours');
  };
const all = ['stores.yaml', 'templates/confirm.yaml', 'templates/event.yaml', 'templates/guide.yaml'];

async function start(options: {
  environment?: Record<string, string>;
  configure?: (folder: string) => void;
}) {
  world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)], ...options });
  await world.approve();
}

const at = (ms: number) => new Date(afternoonMs + ms).toISOString();
const events = [
  scheduledEvent,
  { mode: 'dry-run' },
  { mode: 'shadow' },
  { mode: 'replay', from: at(0), to: at(dayMs) },
];

describe('an invented configuration outside the sandbox', () => {
  it.each(events)('is refused before a booking is read or a message claimed: %j', async (event) => {
    await start({ environment: real });

    const { end, answer } = await world.invoke(event);

    expect(end.kind).toBe('error');
    expect(answer.errorMessage).toMatch(
      /^the configuration is refused outside the sandbox, nothing was done: stores\.yaml, templates\/confirm\.yaml, .* say "origin: invented".*replace them in lambda\/config and deploy a new build$/,
    );
    expect((await world.scan('naver-sms-control')).filter(({ scope }) => scope === 'run')).toEqual([]);
    expect(await world.scan('sms_claims')).toEqual([]);
    expect(await world.scan('sms_v2')).toEqual([]);
  });

  it('fails a scheduled run: metric and channels hear of it', async () => {
    await start({ environment: real });

    const run = await world.invoke(scheduledEvent);

    expect(run.metrics).toMatchObject([{ RunFailures: 1 }]);
    expect(named(run, 'run_summary')).toMatchObject([{ outcome: 'failed', mode: 'off' }]);
    expect(world.outside.telegramMessages[0]?.text).toContain('origin: invented');
  });

  it('makes the probe not ready, with the reason', async () => {
    await start({ environment: real });

    const { answer } = await world.invoke({ mode: 'probe' });

    expect(answer).toMatchObject({
      isReady: false,
      checks: expect.arrayContaining([
        { id: 'settings', isOk: false, detail: expect.stringContaining('"origin: invented"') },
      ]),
    });
  });

  it.each([
    ['one text', all.slice(0, 3), /templates\/guide\.yaml says "origin: invented"/],
    ['the shops', all.slice(1), /stores\.yaml says "origin: invented"/],
  ])('is refused too if only %s is still invented', async (_, files, message) => {
    await start({ environment: real, configure: replaced(...files) });

    const { answer } = await world.invoke(scheduledEvent);

    expect(answer.errorMessage).toMatch(message);
  });

  it('is recognised whatever its case and the spaces around it', async () => {
    const configure = (folder: string): void => {
      replaced(...all)(folder);
      editFile(join(folder, 'stores.yaml'), 'origin: ours', 'origin: " Invented "');
    };
    await start({ environment: real, configure });

    const { answer } = await world.invoke(scheduledEvent);

    expect(answer.errorMessage).toMatch(/stores\.yaml says "origin: invented"/);
  });

  it('runs once every file was replaced', async () => {
    await start({ environment: real, configure: replaced(...all) });

    const { answer } = await world.invoke({ mode: 'dry-run' });

    expect(answer).toMatchObject({ outcome: 'succeeded', messages_due: 2 });
  });

  it.each(['https://sens.apigw.ntruss.com', 'https://127.0.0.1.invalid', 'no address'])(
    'is told from the sandbox by every vendor address: %s',
    async (address) => {
      await start({ environment: { TELEGRAM_BASE_URL: address } });

      const { answer } = await world.invoke({ mode: 'dry-run' });

      expect(answer.errorMessage).toMatch(/refused outside the sandbox/);
    },
  );
});

describe('in the sandbox', () => {
  const config = new URL('../../lambda/config/', import.meta.url);

  it('an invented configuration sends to pretend customers', async () => {
    await start({});

    await world.invoke(scheduledEvent);

    expect(sentTo(world)).toHaveLength(2);
  });

  it('the backlog of a new store is acknowledged by the rehearsal, and by nothing that ships', async () => {
    const bookings = [inventedBooking(1, hourMs, { storeId: '867589' })];
    world = await startLambdaWorld({ bookings });
    await world.approve();
    const shipped = await world.invoke(scheduledEvent);
    await world.stop();
    const environment = { NAVER_SMS_SANDBOX_ACKNOWLEDGED: '2026-01-01' };
    world = await startLambdaWorld({ bookings, environment });
    await world.approve();
    const rehearsed = await world.invoke(scheduledEvent);

    expect(shipped.answer).toMatchObject({ messages_due: 0, withheld: 2, stores_withheld: 1 });
    expect(rehearsed.answer).toMatchObject({ messages_due: 2, accepted: 2 });
  });

  it('no shipped store or table is acknowledged', async () => {
    await start({});
    const { stores, backlogAcknowledged, inventedFiles } = readListedSettings(config);
    const files = readdirSync(new URL('templates/', config)).map((file) => `templates/${file}`);

    expect(stores.map((store) => store.backlogAcknowledged)).toEqual(stores.map(() => null));
    expect(backlogAcknowledged).toBeNull();
    expect(inventedFiles).toEqual(['stores.yaml', ...files]);
    expect(readFileSync(new URL('stores.yaml', config), 'utf8')).not.toMatch(/acknowledged: 20/i);
  });

  it('an acknowledgement of the sandbox has no effect outside', async () => {
    const environment = { ...real, NAVER_SMS_SANDBOX_ACKNOWLEDGED: '2026-01-01' };
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, hourMs, { storeId: '867589' })],
      environment,
      configure: replaced(...all),
    });

    const { answer } = await world.invoke({ mode: 'dry-run' });

    expect(answer).toMatchObject({ messages_due: 0, withheld: 2 });
  });
});
