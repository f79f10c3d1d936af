import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, it } from 'vitest';
import { loginResetCommand } from '../../../src/commands/login/reset.ts';
import { loginRunCommand } from '../../../src/commands/login/run.ts';
import { loginStatusCommand } from '../../../src/commands/login/status.ts';
import { secretNameOf } from '../../../src/monitoring/secret-names.ts';
import { inventedKeys } from '../../../src/sandbox/outside/invented-keys.ts';
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

  it('never sends a refused password again, and says which secret to correct', async () => {
    world = await startTestWorld({ scenario: 'session-expired' });
    const { username, password } = inventedKeys.naver;
    await putNaverSecret({ username, password: 'another' });

    const refused = await world.run(loginRunCommand);
    const status = await world.run(loginStatusCommand);
    const again = await world.run(loginRunCommand);
    await putNaverSecret({ username, password });
    const corrected = await world.run(loginStatusCommand);
    const signedIn = await world.run(loginRunCommand);

    expect(refused.result.headline).toContain('a login ended as wrong-password');
    expect(status.result).toMatchObject({
      exitCode: 3,
      headline: expect.stringMatching(
        /^No run signs in: Naver refused the password in version .* put the right/,
      ),
      next: [
        'aws secretsmanager put-secret-value --secret-id naver-sms-automation/naver-credentials --secret-string file://naver.json',
        'naver-sms login run --env sandbox',
      ],
    });
    expect(again.result.headline).toContain('no login was tried: Naver refused the password');
    expect(corrected.result).toMatchObject({ exitCode: 0, data: { mayLogIn: true } });
    expect(signedIn.result).toMatchObject({ exitCode: 0, data: { session: 'login' } });
    expect(JSON.stringify(world.ledger())).not.toContain(password);
  });

  it('does not say that a run may sign in if the version of the secret cannot be read', async () => {
    world = await startTestWorld({ scenario: 'session-expired' });
    await putNaverSecret({ username: inventedKeys.naver.username, password: 'another' });
    await world.run(loginRunCommand);
    world.sandbox.addFault({
      service: 'secretsmanager',
      operation: 'DescribeSecret',
      kind: 'access-denied',
      times: 10,
    });

    const status = await world.run(loginStatusCommand);

    expect(status.result).toMatchObject({ exitCode: 5, verdict: { state: 'inconclusive' } });
    expect(status.result.headline).toMatch(/^Not known whether a run signs in: .*DescribeSecret/);
  });

  it('shows the structure of a page that the build does not know, without values, until a reset', async () => {
    world = await startTestWorld({ scenario: 'session-expired', dials: { login: 'unknown' } });

    const failed = await world.run(loginRunCommand);
    const status = await world.run(loginStatusCommand);
    const reset = await world.run(loginResetCommand, {}, { reason: 'signed in by hand' });
    const after = await world.run(loginStatusCommand);

    expect(failed.result.headline).toContain('naver-sms login status shows its structure');
    const shown = [
      expect.stringMatching(/^seen 20.* by run /),
      'page /login/nidlogin.login',
      'h2 "새로운 확인이 필요합니다"',
      'p "*** ***님의 연락처 ***-****-***"',
      'form action=/login/next',
      '  input id=answer name=answer type=text',
      '  button id=go class="btn_new" type=button "계속하기"',
      expect.stringMatching(/^div class="hidden" .* \(hidden\)$/),
    ];
    expect(status.result).toMatchObject({ exitCode: 3, data: { page: shown } });
    const notes = status.events.flatMap((event) => (event.kind === 'note' ? [event.text] : []));
    expect(notes.slice(-shown.length)).toEqual(shown);
    expect(reset.result.exitCode).toBe(0);
    expect(after.result).toMatchObject({ exitCode: 0, data: { page: null } });
    expect(JSON.stringify([status.result, world.ledger()])).not.toMatch(
      /invented-(token|value|user|password)/,
    );
  });

  it('does not claim that cookies are stored which the table refused', async () => {
    world = await startTestWorld({ scenario: 'session-expired' });
    // The first is the number of the command's own run.
    world.sandbox.addFault({ service: 'dynamodb', operation: 'UpdateItem', nth: 2, kind: 'access-denied' });

    const run = await world.run(loginRunCommand);
    const status = await world.run(loginStatusCommand);

    expect(run.result).toMatchObject({ exitCode: 3, data: { session: 'login' } });
    expect(run.result.headline).toContain('the cookies could not be stored in table session');
    expect(status.result).toMatchObject({
      data: { breaker: { lastOutcome: 'unstored', consecutiveFailures: 1 } },
    });
  });
});

async function putNaverSecret(value: {
  readonly username: string;
  readonly password: string;
}): Promise<void> {
  const client = new SecretsManagerClient({ region: world.environment.region });
  const SecretString = JSON.stringify(value);
  await client.send(new PutSecretValueCommand({ SecretId: secretNameOf.naver, SecretString }));
  client.destroy();
}
