import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliWorld, startCliWorld } from '../support/cli-world.ts';
import { type PtyRun, ptyCli, ptyOf } from '../support/pty.ts';
import { ruleState } from '../support/rule-state.ts';
import { cliFile } from '../support/spawn-cli.ts';

/* Ctrl-C, SIGTERM, SIGHUP and Ctrl-Z in a real terminal: what is said is what is true in the sandbox. */

let world: CliWorld;
beforeEach(async () => {
  world = await startCliWorld({ realTime: true });
  await world.approveLive();
});
afterEach(() => world.stop());

const cutover = ['cutover', '--env', 'sandbox', '--confirm', 'naver-sms-automation-trigger', '--reason', 'x'];
const terminal = () => ({ columns: 80, cwd: world.folder, env: world.env });

async function waitingForItsTick(run: PtyRun): Promise<void> {
  await run.waitFor(/until \d\d:\d\d:\d\d KST at most/);
}

describe('a cutover that waits for its tick', () => {
  it.each([
    ['Ctrl-C', (run: PtyRun) => run.type('\u0003')],
    ['SIGTERM', (run: PtyRun) => run.signal('SIGTERM')],
  ])('says at %s that the rule is on and what comes next, and ends with 130', async (_, interrupt) => {
    const run = ptyCli(cutover, terminal());
    await waitingForItsTick(run);
    interrupt(run);

    expect(await run.ended, run.bytes()).toBe(130);
    const screen = await run.screen();
    expect(screen).toContain('is ENABLED now');
    expect(screen).toContain('Nothing was restored');
    expect(screen).toContain('naver-sms rollback');
    expect(await run.cursorColumn()).toBe(0);
    expect(await ruleState(world)).toBe('ENABLED');
  });
});

describe('a rollback that waits for an answer', () => {
  const held = () => world.sandbox.inspect().heldCalls;
  const waitsForAnswer = () => expect.poll(() => held().length, { timeout: 120_000 }).toBe(1);
  const release = () => {
    for (const { id } of held()) world.sandbox.releaseHeld(id);
  };

  it('goes on to its end where the terminal hangs up', async () => {
    world.sandbox.addFault({ service: 'events', operation: 'DescribeRule', kind: 'hold-before' });
    const run = ptyCli(['rollback', '--env', 'sandbox', '--reason', 'x'], terminal());
    await waitsForAnswer();
    run.signal('SIGHUP');
    release();

    expect(await run.ended, run.bytes()).toBe(0);
    expect(await ruleState(world)).toBe('DISABLED');
  });

  it('is stopped by Ctrl-Z and goes on after fg, to its end', async () => {
    world.sandbox.addFault({ service: 'events', operation: 'DescribeRule', kind: 'hold-before' });
    const run = ptyOf(['bash', '--norc', '--noprofile', '-i'], terminal());
    run.type(`${process.execPath} ${cliFile} rollback --env sandbox --reason x; echo "ended with $?"\r`);
    await waitsForAnswer();
    run.type('\u001a');
    await run.waitFor('Stopped');
    release();
    run.type('fg; echo "then ended with $?"\r');
    await run.waitFor(/then ended with \d/);

    expect(run.bytes()).toContain('then ended with 0');
    expect(await run.screen()).toContain('No message can leave');
    run.type('exit\r');
    await run.ended;
  });
});
