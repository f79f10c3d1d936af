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
      'Error: secret naver-sms-automation/slack-credentials does not fit its schema at: channel',
    );
    expect(second).toContain('at: (whole)');
    expect(`${first}${second}`).not.toContain('planted');
    expect(await read('slack')).toEqual({ bot_token: 't', channel: 'c' });
  });

  it('takes a chat id that is a number', async () => {
    const { client } = clientOver('{"bot_token":"t","chat_id":-100}');
    expect(await secretReader(client)('telegram')).toEqual({ bot_token: 't', chat_id: '-100' });
  });
});
