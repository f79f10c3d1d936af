import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandboxEnvironment } from '../../../src/cli/config/sandbox-environment.ts';
import { sandboxWorld } from '../../../src/cli/sandbox-world.ts';
import { deliveryApproveCommand } from '../../../src/commands/delivery/approve.ts';
import { deliveryStatusCommand } from '../../../src/commands/delivery/status.ts';
import { editFile } from '../../rules/settings/edit-file.ts';
import { bundleBuildId } from '../../support/bundle-build-id.ts';
import { type RollbackWorld, startRollbackWorld } from '../rollback/rollback-world.ts';

let world: RollbackWorld;
let folder: string;
beforeEach(async () => {
  world = await startRollbackWorld();
  folder = mkdtempSync(join(tmpdir(), 'naver-sms-next-'));
});
afterEach(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

const approve = (words: Record<string, unknown> = {}) =>
  world.run(deliveryApproveCommand, { mode: 'live', ...words });
const item = () => world.readControl('approval');
const nextBuild = 'e'.repeat(64);

describe('delivery approve --next-build', () => {
  it('approves it beside the deployed one, whose approval stays as it is', async () => {
    await approve({ until: '8h' });
    const before = await item();

    const { result } = await approve({ nextBuild });

    expect(result.exitCode).toBe(0);
    expect(result.headline).toMatch(/-> live for build [0-9a-f]{12}… and in advance eeeeeeeeeeee… \(until /);
    const { buildId, approvedAt, until } = before ?? {};
    expect(await item()).toMatchObject({
      ...{ mode: 'live', buildId, approvedAt, until },
      ...{ nextBuildId: nextBuild, nextApprovedBy: 'captain', nextReason: 'a test' },
    });
  });

  it('takes the folder of the built programs in place of an id', async () => {
    const environment = sandboxEnvironment(folder);
    cpSync(dirname(sandboxWorld(environment).bundles.run), folder, { recursive: true });
    editFile(join(folder, 'config/templates/confirm.yaml'), '감사합니다', '고맙습니다');
    await approve();

    await approve({ nextBuild: folder });

    expect(await item()).toMatchObject({ nextBuildId: await bundleBuildId(folder) });
  });

  it('is shown by delivery status', async () => {
    await approve();
    await approve({ nextBuild });

    const { result } = await world.run(deliveryStatusCommand);

    expect(result.checks.find(({ id }) => id === 'delivery-approval')?.observed).toContain(
      'and in advance eeeeeeeeeeee…',
    );
  });

  it('is forgotten by the next ordinary approval, which says so', async () => {
    await approve();
    await approve({ nextBuild });
    const { result } = await approve();

    expect(result.headline).toContain('Build eeeeeeeeeeee… is no longer approved in advance');
    expect(await item()).toMatchObject({ nextBuildId: null, nextReason: null });
  });

  it.each([
    [
      'nothing is approved',
      async () => undefined,
      /is in mode off, so live cannot be handed over \(there is no approval\)/,
    ],
    [
      'another mode is approved',
      () => approve({ mode: 'shadow' }),
      /is in mode shadow, so live cannot be handed over/,
    ],
    [
      'the approval lapsed',
      async () => {
        await approve({ until: '1m' });
        await world.sandbox.clock.sleep(61_000);
      },
      /is in mode off, so live cannot be handed over \(the approval by captain lapsed at /,
    ],
  ])('is refused if %s', async (_, arrange, why) => {
    await arrange();
    const before = await item();

    const { result } = await approve({ nextBuild });

    expect(result.exitCode).toBe(3);
    expect(result.headline).toMatch(why);
    expect(await item()).toEqual(before);
  });

  it('is refused for the build that is deployed already', async () => {
    await approve();

    const { result } = await approve({ nextBuild: await bundleBuildId() });

    expect(result.exitCode).toBe(3);
    expect(result.headline).toContain('is deployed already');
  });

  it.each([
    [{ nextBuild: 'e'.repeat(12) }, /neither the 64 hexadecimal digits of a build id nor a folder/],
    [{ nextBuild, until: '8h' }, /--until cannot be given/],
  ])('is wrong usage, exit code 2: %o', async (words, what) => {
    await expect(approve(words)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(what) });
  });

  it('is refused while another sender rule is enabled', async () => {
    await approve();
    await world.aside(async ({ aws }) => {
      await aws.rules.enable(world.environment.legacy.rule);
    });

    const { result } = await approve({ nextBuild });

    expect(result.exitCode).toBe(3);
    expect(await item()).toMatchObject({ nextBuildId: null });
  });
});
