import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SecretsService } from '../../../src/sandbox/neighbours.ts';
import { createSecretsService } from '../../../src/sandbox/secrets/secrets-service.ts';
import { type Served, serveServices, startMs } from '../serve-services.ts';

describe('the secrets of the sandbox', () => {
  let served: Served<readonly [SecretsService]>;
  let client: SecretsManagerClient;

  beforeEach(async () => {
    served = await serveServices((context) => [createSecretsService(context)] as const);
    client = new SecretsManagerClient(served.client);
    served.services[0].put('a/b', { key: 'invented' });
  });
  afterEach(() => served.stop());

  it('gives a value by name and by ARN', async () => {
    const byName = await client.send(new GetSecretValueCommand({ SecretId: 'a/b' }));
    const byArn = await client.send(new GetSecretValueCommand({ SecretId: byName.ARN }));

    expect(byName.SecretString).toBe('{"key":"invented"}');
    expect(byName.ARN).toMatch(/^arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:a\/b-\w{6}$/);
    expect(byArn.VersionId).toBe(byName.VersionId);
  });

  it('describes and lists without a value', async () => {
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'a/b' }));
    const listed = await client.send(new ListSecretsCommand({}));

    expect(described).toMatchObject({ Name: 'a/b', CreatedDate: new Date(startMs) });
    expect(Object.values(described.VersionIdsToStages ?? {})).toEqual([['AWSCURRENT']]);
    expect(listed.SecretList).toMatchObject([{ Name: 'a/b' }]);
    expect(JSON.stringify([described, listed])).not.toContain('"key"');
  });

  it('keeps the previous version after a new one', async () => {
    await client.send(new PutSecretValueCommand({ SecretId: 'a/b', SecretString: 'new' }));

    const values = await Promise.all(
      ['AWSCURRENT', 'AWSPREVIOUS'].map((VersionStage) =>
        client.send(new GetSecretValueCommand({ SecretId: 'a/b', VersionStage })),
      ),
    );

    expect(values.map(({ SecretString }) => SecretString)).toEqual(['new', '{"key":"invented"}']);
  });

  it('refuses what is not there and what is there already', async () => {
    await expect(client.send(new DescribeSecretCommand({ SecretId: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(
      client.send(new CreateSecretCommand({ Name: 'a/b', SecretString: 'x' })),
    ).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });
});
