import { describe, expect, it } from 'vitest';
import { type CliWorld, startCliWorld } from '../support/cli-world.ts';
import { sampledPairs } from '../support/exhaustive.ts';
import { boundariesOf, expectClosed, expectVerified, killWhileHeld } from '../support/kill-cli.ts';
import type { CliRun } from '../support/spawn-cli.ts';

const cutover = ['cutover', '--confirm', 'naver-sms-automation-trigger', '--reason', 'kill test'];

/**
 * Gives the commands that the screen prints, one after the other, until one ends well: resume; where there is nothing to
 * resume, the cutover again; where the dead run still holds the lock, the same with the lock taken over.
 */
async function followTheScreen(world: CliWorld): Promise<void> {
  let flags = ['--resume'];
  for (let turn = 0; turn < 3; turn += 1) {
    const run = await world.cli([...cutover, ...flags]);
    if (turn === 0) {
      expect(run.stderr).toContain('In doubt was');
      expectClosed(world);
      expectVerified(world);
    }
    if (run.exitCode === 0) return;
    flags = printedFlags(run);
  }
  throw new Error('no printed command ended well');
}

/** The flags of the cutover command that a screen tells to type next. */
function printedFlags({ stdout, stderr }: CliRun): string[] {
  const printed = [...`${stderr}\n${stdout}`.matchAll(/naver-sms cutover[^\n.]*/g)].map(
    ([command]) => command,
  );
  if (printed.length === 0) throw new Error(`the screen prints no cutover command:\n${stderr}\n${stdout}`);
  return printed.some((command) => command.includes('--steal-lock')) ? ['--steal-lock'] : [];
}

/** Held before or after its effect. Each pair takes ten seconds, so that a sample is of every second boundary. */
const kinds = ['hold-before', 'hold-after'] as const;

describe('cutover killed at an intent boundary', async () => {
  const boundaries = await boundariesOf((world) => world.approveLive(), cutover);

  /** The last write of all: the cutover is over, and only its witness is in doubt. */
  const witness = boundaries.at(-1) ?? { operation: '', nth: 0 };

  async function findItDone(world: CliWorld): Promise<void> {
    const resumed = await world.cli([...cutover, '--resume']);
    expect(resumed.stderr).toContain('In doubt was: put the control item evidence-head');
    expect(resumed.exitCode).toBe(2);
    expectClosed(world);
    const verified = await world.cli(['verify']);
    expect({ exitCode: verified.exitCode, stderr: verified.stderr }).toMatchObject({ exitCode: 0 });
  }

  it('has boundaries to be killed at', () => {
    expect(boundaries.length).toBeGreaterThanOrEqual(5);
  });

  for (const [{ service, operation, nth }, kind] of sampledPairs(boundaries, kinds, 2)) {
    it(`${kind} ${service}:${operation} ${nth}: the next command closes the doubt, and the printed ones bring it to its end`, async () => {
      const world = await startCliWorld();
      try {
        await world.approveLive();
        await killWhileHeld(world, cutover, { service, operation, nth, kind });
        if (operation === witness.operation && nth === witness.nth) await findItDone(world);
        else await followTheScreen(world);
        expectVerified(world);
        expect(world.sandbox.inspect().deliveries.duplicates).toBe(0);
      } finally {
        await world.stop();
      }
    });
  }
});
