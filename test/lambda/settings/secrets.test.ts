import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { secretReader, versionedSecretReader } from '../../../lambda/settings/secrets.ts';

const minuteMs = 60_000;

/** A client whose answers the test gives, one for each call; the first is of version v1. */
function clientOver(...answers: string[]): { client: SecretsManagerClient; asked: string[] } {
  const asked: string[] = [];
  const client = new SecretsManagerClient({ region: 'ap-northeast-2' });
  client.middlewareStack.add(
    () => async (args) => {
      asked.push(new GetSecretValueCommand({ SecretId: '', ...args.input }).input.SecretId ?? '');
      const VersionId = `v${asked.length}`;
      return { response: {}, output: { SecretString: answers.shift(), VersionId, $metadata: {} } };
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

  it('is asked for again after 5 minutes, and where the clock went back', async () => {
    const values = ['a', 'b', 'c'].map((bot_token) => JSON.stringify({ bot_token, channel: 'c' }));
    const { client } = clientOver(...values);
    let nowMs = 10 * minuteMs;
    const read = secretReader(client, () => new Date(nowMs));
    const seen: string[] = [];
    for (const atMs of [10 * minuteMs, 15 * minuteMs - 1, 15 * minuteMs, 14 * minuteMs]) {
      nowMs = atMs;
      seen.push((await read('slack')).bot_token);
    }
    expect(seen).toEqual(['a', 'a', 'b', 'c']);
  });

  it('is asked for again at once if a fresh value is wanted, which is then the cached one', async () => {
    const values = ['a', 'b'].map((bot_token) => JSON.stringify({ bot_token, channel: 'c' }));
    const { client, asked } = clientOver(...values);
    const read = secretReader(client);
    await read('slack');
    expect(await read('slack', { isFresh: true })).toMatchObject({ bot_token: 'b' });
    expect(await read('slack')).toMatchObject({ bot_token: 'b' });
    expect(asked).toHaveLength(2);
  });

  it('comes with the version that Secrets Manager gave', async () => {
    const { client } = clientOver('{"bot_token":"a","channel":"c"}', '{"bot_token":"b","channel":"c"}');
    const read = versionedSecretReader(client);
    expect(await read('slack')).toMatchObject({ versionId: 'v1', value: { bot_token: 'a' } });
    expect(await read('slack', { isFresh: true })).toMatchObject({ versionId: 'v2' });
  });

  it('is read by the next caller if a fresh read failed', async () => {
    const good = '{"bot_token":"t","channel":"c"}';
    const { client } = clientOver(good, 'planted-text', good);
    const read = secretReader(client);
    await read('slack');
    await expect(read('slack', { isFresh: true })).rejects.toThrow('it is no JSON object');
    expect(await read('slack')).toMatchObject({ bot_token: 't' });
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
