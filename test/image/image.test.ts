import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { imageFilling } from '../../bin/image/image-size.ts';
import { killBundleAfter } from '../crash/kill-bundle.ts';
import { dayMs, hourMs, inventedBooking, minuteMs } from '../lambda/invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda/lambda-world.ts';
import { bundleBuildId } from '../support/bundle-build-id.ts';
import { describeIfPresent } from '../support/needs.ts';
import { startIn } from './container.ts';
import { launcherCases } from './launcher-cases.ts';
import { loginCases } from './login-cases.ts';
import { runProgram } from './run-program.ts';
import { type UnpackedImage, unpackImage, whyNoImage } from './unpacked-image.ts';
import { ownProcesses, startWarmLambda } from './warm-lambda.ts';
import { browserFolder, startWatched } from './watched-container.ts';

const missing = whyNoImage();

let image: UnpackedImage;
let world: LambdaWorld;

describeIfPresent(missing, 'the image', () => {
  // debootstrap takes 30 s, the build 15 s; both wait for a network or for other tests.
  beforeAll(async () => {
    image = await unpackImage();
  }, 300_000);
  afterAll(() => image?.remove());

  describe('as it was built', () => {
    it('is for x86-64, runs without rights, and holds the bundle under test', async () => {
      const watched = startWatched(image);
      world = await startLambdaWorld({ bookings: [], start: watched.start });

      const probe = await world.invoke({ mode: 'probe' });

      expect(image.architecture).toBe('amd64');
      expect(image.user).toBe('65532:65532');
      expect(probe.answer).toMatchObject({ buildId: await bundleBuildId(), isReady: true });
      // The probe has started a browser and ended it.
      expect(watched.conditions).toMatchObject([{ processes: ownProcesses, tmpTop: [browserFolder] }]);
      await world.stop();
    });

    it('is smaller than 400 MB', () => {
      const { megabytes, fillings } = imageFilling(image.built.builder, image.built.tag, image.built.parts);

      expect(megabytes).toBeLessThan(400);
      expect(megabytes).toBeGreaterThan(200);
      expect(fillings.every((part) => part.megabytes > 0)).toBe(true);
    });

    it('carries no source, no source map and no file of this folder beyond the gathered parts', () => {
      const carried = readdirSync(join(image.root, 'var/task'), { recursive: true }).map(String);

      expect(carried.filter((name) => /\.(?:map|ts)$/.test(name))).toEqual([]);
      expect(readdirSync(join(image.root, 'var/task')).sort()).toEqual([
        'config',
        'node_modules',
        'package.json',
        'relay.mjs',
        'run.mjs',
      ]);
    });

    it('lets its user write nowhere but /tmp, and gives it no right', async () => {
      const { lines } = await runProgram(image, [
        '-e',
        `const { accessSync, constants } = require('node:fs');
         const isWritable = (path) => { try { accessSync(path, constants.W_OK); return true; } catch { return false; } };
         console.log(['/', '/var/task', '/usr/local/bin', '/var/tmp', '/dev', '/tmp'].filter(isWritable).join());
         console.log(process.getuid(), process.getgroups().join());
         console.log(/CapEff:\\s+(\\S+)/.exec(require('node:fs').readFileSync('/proc/self/status', 'utf8'))[1]);`,
      ]);

      expect(lines).toEqual(['/tmp', '65532 65532', '0000000000000000']);
    });
  });

  describe('its launcher', () => launcherCases(() => image));

  describe('its run command', () => {
    afterEach(() => world.stop());

    it('sends what is due, live, under the memory of the function', async () => {
      const bookings = [inventedBooking(1, 2 * dayMs), inventedBooking(2, hourMs)];
      world = await startLambdaWorld({ bookings, start: startIn(image) });
      await world.approve();

      const run = await world.invoke(scheduledEvent);

      expect(run.answer).toMatchObject({ outcome: 'succeeded', mode: 'live', accepted: 3 });
      expect(world.outside.sensMessages).toHaveLength(3);
      expect(world.outside.telegramMessages).toHaveLength(1);
      expect(run.maxMemoryMb).toBeGreaterThan(20);
    });

    it('killed after a message was accepted, is reconciled by the next run, which sends nothing twice', async () => {
      const start = startIn(image);
      world = await startLambdaWorld({
        bookings: [inventedBooking(1, 2 * dayMs), inventedBooking(2, 2 * dayMs)],
        start,
      });
      await world.approve();

      const killed = await killBundleAfter(
        world,
        afternoonMs,
        ({ operation }) => operation.startsWith('POST ') && operation.includes('/sens/'),
        start,
      );
      const afterKill = world.outside.sensMessages.length;
      const [inDoubt] = await openClaims();
      world.advance(20 * minuteMs);
      const next = await world.invoke(scheduledEvent);

      expect(killed.end).toMatchObject({ kind: 'exit', signal: 'SIGKILL' });
      expect(afterKill).toBe(1);
      expect(inDoubt).toMatchObject({ state: 'CLAIMED' });
      expect(next.answer).toMatchObject({
        outcome: 'succeeded',
        adopted: 1,
        accepted: 1,
        in_doubt_earlier: 0,
      });
      expect(world.outside.sensMessages.map(({ to }) => to).sort()).toEqual(['01000000001', '01000000002']);
      expect((await openClaims()).map(({ state }) => state)).toEqual(['ACCEPTED']);
    });

    it('that outgrows its memory is ended whole, before it sent anything', async () => {
      world = await startLambdaWorld({
        bookings: [inventedBooking(1, 2 * dayMs)],
        start: startIn(image),
        memoryMb: 30,
      });
      await world.approve();

      const run = await world.invoke(scheduledEvent);

      expect(run.end).toEqual({ kind: 'out-of-memory' });
      expect(world.outside.sensMessages).toEqual([]);
    });

    it('over 200 runs of one process leaves /tmp as it was, its memory bounded, no core and no other process', async () => {
      world = await startLambdaWorld({ bookings: [inventedBooking(1, 2 * dayMs)] });
      await world.approve();
      const lambda = await startWarmLambda(image, world);

      await lambda.runTimes(20);
      const baseline = await lambda.condition();
      await lambda.runTimes(180);
      const after = await lambda.condition();
      await lambda.stop();

      expect(lambda.outcomes).toEqual({ succeeded: 200 });
      expect(world.outside.sensMessages).toHaveLength(1);
      expect(Math.abs(after.tmpMb - baseline.tmpMb)).toBeLessThanOrEqual(5);
      expect(after.residentMb - baseline.residentMb).toBeLessThanOrEqual(25);
      expect(after.processes).toEqual(ownProcesses);
      expect(after.tmpFiles.filter((name) => name.includes('core'))).toEqual([]);
    });
  });

  describe('its login', () => loginCases(() => image));

  describe('its browser', () => {
    it('starts four times, closed or killed in turn, and leaves no process, core or profile', async () => {
      const script = readFileSync(join(import.meta.dirname, 'start-browser.mjs'), 'utf8');

      const { lines, code } = await runProgram(image, ['--input-type=module', '-e', script], {
        environment: { ROUNDS: '4' },
      });

      expect(code, lines.join('\n')).toBe(0);
      const rounds = lines.map((line) => JSON.parse(line));
      expect(rounds).toHaveLength(4);
      for (const round of rounds) {
        expect(round).toMatchObject({ title: 'invented', left: [], tmp: rounds[0].tmp });
        expect(round.version).toMatch(/^HeadlessChrome\/\d+\./);
      }
      expect(rounds[0].tmp.filter((name: string) => /^(?:core|profile)/.test(name))).toEqual([]);
    });
  });

  describe('its relay command', () => {
    afterEach(() => world.stop());

    it('announces to both channels and answers the receipts', async () => {
      world = await startLambdaWorld({ bookings: [], start: startIn(image) });
      const announcement = { mode: 'announce', nonce: 'n-1', occasion: 'start', text: 'A' };

      const run = await world.invoke(announcement, 'relay');

      expect(run.answer).toMatchObject({
        nonce: 'n-1',
        receipts: [
          { channel: 'telegram', state: 'delivered' },
          { channel: 'slack', state: 'delivered' },
        ],
      });
      expect(world.outside.telegramMessages).toHaveLength(1);
      expect(world.outside.slackMessages).toHaveLength(1);
    });
  });
});

const openClaims = async () =>
  (await world.scan('sms_claims')).filter(({ open_state }) => open_state !== undefined);
