/* Secrets Manager: existence and versions only. This tool never reads a secret's value. */
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { answerOf, orNull } from './answer-of.ts';
import { type AwsClientOptions, clientPair } from './client-settings.ts';
import type { SecretService } from './services.ts';

export function createSecretService(options: AwsClientOptions): SecretService {
  return secretServiceOver(clientPair(options, 'quick', (config) => new SecretsManagerClient(config)).reader);
}

export function secretServiceOver(client: SecretsManagerClient): SecretService {
  return {
    exists: async (name) => (await orNull(isUsable(client, name))) ?? false,
    currentVersion: (name) => orNull(currentVersion(client, name)),
  };
}

const secretAnswer = z.object({
  DeletedDate: z.date().nullish(),
  VersionIdsToStages: z.record(z.string(), z.array(z.string())).nullish(),
});

/** A secret that is scheduled for deletion still describes, but nobody can read it any more. */
async function isUsable(client: SecretsManagerClient, name: string): Promise<boolean> {
  const { DeletedDate } = await describe(client, name);
  return DeletedDate === undefined || DeletedDate === null;
}

async function currentVersion(client: SecretsManagerClient, name: string): Promise<string | null> {
  const versions = Object.entries((await describe(client, name)).VersionIdsToStages ?? {});
  return versions.find(([, stages]) => stages.includes('AWSCURRENT'))?.[0] ?? null;
}

async function describe(client: SecretsManagerClient, name: string): Promise<z.infer<typeof secretAnswer>> {
  const call = { action: 'secretsmanager:DescribeSecret', subject: `secret ${name}` };
  const { value } = await answerOf(call, secretAnswer, () =>
    client.send(new DescribeSecretCommand({ SecretId: name })),
  );
  return value;
}
