import { afterEach, expect, it } from 'vitest';
import { loginResetCommand } from '../../../src/commands/login/reset.ts';
import { loginRunCommand } from '../../../src/commands/login/run.ts';
import { loginStatusCommand } from '../../../src/commands/login/status.ts';
import { describeWithBrowser } from '../../lambda/session/browser-world.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';

let world: TestWorld;
afterEach(() => world.stop());

describeWithBrowser('the login of an operator', () => {
  it('signs the function in where its session is over, and says so when it still has one', async () => {
    world = await startTestWorld({ scenario: 'session-expired' });

    const first = await world.run(loginRunCommand);
    const second = await world.run(loginRunCommand);
    const status = await world.run(loginStatusCommand);

    expect(first.result).toMatchObject({ exitCode: 0, data: { session: 'login' } });
    expect(first.result.headline).toBe('There is a session: signed in, and the cookies are stored.');
    expect(second.result).toMatchObject({ exitCode: 0, data: { session: 'cached' } });
    expect(status.result).toMatchObject({ exitCode: 0, data: { breaker: { lastOutcome: 'ok' } } });
    const intents = world.ledger().filter(({ kind, step }) => kind === 'intent' && step === 'login');
    expect(intents.map(({ data }) => data)).toMatchObject([
      { change: { kind: 'login-invoke', function: world.environment.function } },
      { change: { kind: 'login-invoke', function: world.environment.function } },
    ]);
    expect(JSON.stringify(world.ledger())).not.toContain('invented-nid');
  });

  it('stops at a CAPTCHA until a reset with a reason, and the reset is proven', async () => {
    world = await startTestWorld({ scenario: 'session-expired', dials: { login: 'captcha' } });

    const failed = await world.run(loginRunCommand);
    const blocked = await world.run(loginStatusCommand);
    const again = await world.run(loginRunCommand);
    const unexplained = await world.run(loginResetCommand, {}, { reason: ' ' });
    const dry = await world.run(loginResetCommand, {}, { dryRun: true, reason: 'a test' });
    const stillBlocked = await world.run(loginStatusCommand);
    const reset = await world.run(loginResetCommand, {}, { reason: 'signed in by hand' });
    const free = await world.run(loginStatusCommand);
    const twice = await world.run(loginResetCommand, {}, { reason: 'to be sure' });

    expect(failed.result).toMatchObject({ exitCode: 3 });
    expect(failed.result.headline).toContain('a login ended as captcha');
    expect(blocked.result).toMatchObject({ exitCode: 3, data: { mayLogIn: false } });
    expect(again.result.headline).toContain('no login was tried');
    expect(unexplained.errorCode).toBe('UNKNOWN_USAGE');
    expect(dry.result.headline).toBe('Dry run: nothing was changed.');
    expect(stillBlocked.result.exitCode).toBe(3);
    expect(reset.result).toMatchObject({
      exitCode: 0,
      data: { before: { lastOutcome: 'captcha' }, after: null },
    });
    expect(free.result).toMatchObject({ exitCode: 0, data: { breaker: null } });
    expect(twice.result.headline).toContain('Nothing was changed');
  });
});
