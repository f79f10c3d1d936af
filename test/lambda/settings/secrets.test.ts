import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { secretReader } from '../../../lambda/settings/secrets.ts';

/** A client whose answers the test gives, one for each call. */
function clientOver(...answers: string[]): { client: SecretsManagerClient; asked: string[] } {
  const asked: string[] = [];
  const client = new SecretsManagerClient({ region: 'ap-northeast-2' });
  client.middlewareStack.add(
    () => async (args) => {
      asked.push(new GetSecretValueCommand({ SecretId: '', ...args.input }).input.SecretId ?? '');
      return { response: {}, output: { SecretString: answers.shift(), $metadata: {} } };
    },
    { step: 'initialize' },
  );
  return { client, asked };
}

describe('a secret', () => {
  it('is asked for once and kept', async () => {
    const { client, asked } = clientOver('{"bot_token":"t","channel":"c"}');
    const read = secretReader(client);
    await read('slack');
    expect(await read('slack')).toEqual({ bot_token: 't', channel: 'c' });
    expect(asked).toEqual(['naver-sms-automation/slack-credentials']);
  });

  it('that does not fit is named by its fields and never quoted, and is asked for again', async () => {
    const { client } = clientOver(
      '{"bot_token":"planted-token"}',
      'planted-text',
      '{"bot_token":"t","channel":"c"}',
    );
    const read = secretReader(client);
    const first = await read('slack').catch((cause: unknown) => String(cause));
    const second = await read('slack').catch((cause: unknown) => String(cause));
    expect(first).toBe(
      'Error: secret naver-sms-automation/slack-credentials: channel is missing; it takes a JSON object with the texts bot_token, channel: put a new value with aws secretsmanager put-secret-value',
    );
    expect(second).toContain('slack-credentials: it is no JSON object; it takes');
    expect(`${first}${second}`).not.toContain('planted');
    expect(await read('slack')).toEqual({ bot_token: 't', channel: 'c' });
  });

  it.each<['naver' | 'sens' | 'telegram' | 'slack', unknown, string]>([
    ['sens', { access_key: 'planted', secret_key: 'planted' }, 'service_id is missing'],
    ['sens', { access_key: '', secret_key: 'planted', service_id: 's' }, 'access_key is empty'],
    [
      'sens',
      { access_key: 7, secret_key: ['planted'], service_id: 's' },
      'access_key is no text, secret_key is no text',
    ],
    [
      'slack',
      { bot_token: 'planted\n', channel: ' c' },
      'bot_token has a space or line break at an end, channel has',
    ],
    ['telegram', { bot_token: 'planted' }, 'chat_id is missing'],
    ['telegram', { bot_token: 'planted', chat_id: null }, 'chat_id is no text'],
    ['telegram', { bot_token: 'planted', chat_id: { planted: 1 } }, 'chat_id is no text'],
    ['naver', ['planted'], 'it is no JSON object'],
  ])('of %s with a defect is named by secret, key and remedy: %j', async (part, value, problem) => {
    const { client } = clientOver(JSON.stringify(value));
    const said = await secretReader(client)(part).catch((cause: unknown) => String(cause));
    expect(said).toContain(`secret naver-sms-automation/${part}-credentials: ${problem}`);
    expect(said).toContain('put a new value with aws secretsmanager put-secret-value');
    expect(said).not.toContain('planted');
  });

  it('takes a password as it is, with spaces at its ends', async () => {
    const { client } = clientOver('{"username":"u","password":" p\\" "}');
    expect(await secretReader(client)('naver')).toEqual({ username: 'u', password: ' p" ' });
  });

  it.each([
    ['ResourceNotFoundException', 'it is not there; create it'],
    [
      'AccessDeniedException',
      'this function may not read it; its role needs secretsmanager:GetSecretValue on it',
    ],
    ['DecryptionFailure', 'it could not be read (DecryptionFailure)'],
  ])('that Secrets Manager does not give (%s) is named, with the remedy', async (name, problem) => {
    const client = new SecretsManagerClient({ region: 'ap-northeast-2' });
    const refusal = Object.assign(new Error('planted'), { name, $metadata: {} });
    client.middlewareStack.add(
      () => async () => {
        throw refusal;
      },
      { step: 'initialize' },
    );
    const said = await secretReader(client)('sens').catch((cause: unknown) => String(cause));
    expect(said).toContain(`secret naver-sms-automation/sens-credentials: ${problem}`);
    expect(said).not.toContain('planted');
  });

  it('takes a chat id that is a number', async () => {
    const { client } = clientOver('{"bot_token":"t","chat_id":-100}');
    expect(await secretReader(client)('telegram')).toEqual({ bot_token: 't', chat_id: '-100' });
  });
});
