import {
  CreateSecretCommand,
  DescribeSecretCommand,
  type DescribeSecretResponse,
  GetSecretValueCommand,
  type GetSecretValueResponse,
  ListSecretsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, type GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { Scenario } from '../compare.ts';

const SecretId = 'conformance/secret';

export const identityScenario: Scenario = {
  title: 'identity',
  steps: [
    {
      name: 'who am I',
      call: ({ identity }) => identity.send(new GetCallerIdentityCommand({})),
      state: (answer: GetCallerIdentityResponse) => answer.Account,
    },
  ],
  known: [],
};

export const secretsScenario: Scenario = {
  title: 'secrets of Secrets Manager',
  steps: [
    {
      name: 'create',
      call: ({ secrets }) => secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'one' })),
    },
    {
      name: 'create again',
      call: ({ secrets }) => secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'one' })),
    },
    {
      name: 'get',
      call: ({ secrets }) => secrets.send(new GetSecretValueCommand({ SecretId })),
      state: (answer: GetSecretValueResponse) => [answer.Name, answer.SecretString, answer.VersionStages],
    },
    {
      name: 'put a new value',
      call: ({ secrets }) => secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'two' })),
    },
    {
      name: 'get the previous value',
      call: ({ secrets }) =>
        secrets.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSPREVIOUS' })),
      state: (answer: GetSecretValueResponse) => [answer.SecretString, answer.VersionStages],
    },
    {
      name: 'describe',
      call: async ({ secrets }) => {
        const described = await secrets.send(new DescribeSecretCommand({ SecretId }));
        // The keys are version ids, which differ.
        return { ...described, VersionIdsToStages: Object.values(described.VersionIdsToStages ?? {}) };
      },
      state: (answer: DescribeSecretResponse) => [answer.Name, JSON.stringify(answer.VersionIdsToStages)],
    },
    {
      name: 'list',
      call: async ({ secrets }) => {
        const { SecretList = [] } = await secrets.send(new ListSecretsCommand({ MaxResults: 100 }));
        const listed = SecretList.find(({ Name }) => Name === SecretId);
        return { ...listed, SecretVersionsToStages: Object.values(listed?.SecretVersionsToStages ?? {}) };
      },
    },
    {
      name: 'get nothing',
      call: ({ secrets }) => secrets.send(new GetSecretValueCommand({ SecretId: 'nothing' })),
    },
    {
      name: 'describe nothing',
      call: ({ secrets }) => secrets.send(new DescribeSecretCommand({ SecretId: 'nothing' })),
    },
  ],
  known: [],
};
