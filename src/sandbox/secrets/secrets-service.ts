import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import type { SecretsService } from '../neighbours.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { addVersion, currentStage, type SecretRecord, stagesByVersion } from './secret-record.ts';

const named = z.object({ SecretId: z.string().min(1) });
const getting = named.extend({ VersionId: z.string().optional(), VersionStage: z.string().optional() });
const creating = z.object({
  Name: z.string().min(1),
  SecretString: z.string(),
  Description: z.string().default(''),
});
const putting = named.extend({ SecretString: z.string() });
const listing = z.object({
  MaxResults: z.int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

/** Secrets Manager: reads, and the two writes that tests make. */
export function createSecretsService(context: SandboxContext): SecretsService {
  const store = new SecretStore(context);
  return {
    name: 'secretsmanager',
    operations: operationsOf(context, store),
    put: (name, value) => store.put(name, JSON.stringify(value)),
  };
}

function operationsOf(context: SandboxContext, store: SecretStore): Record<string, Operation> {
  return {
    GetSecretValue: async (input) => getValue(store, input),
    DescribeSecret: async (input) => describe(store.find(named.parse(input).SecretId)),
    ListSecrets: async (input) => list(store, input),
    CreateSecret: async (input) => {
      const { Name, SecretString, Description } = creating.parse(input);
      if (store.byName.has(Name)) {
        throw awsError(
          'ResourceExistsException',
          `The operation failed because the secret ${Name} already exists.`,
        );
      }
      return identityOf(store.create(Name, SecretString, Description));
    },
    PutSecretValue: async (input) => {
      const { SecretId, SecretString } = putting.parse(input);
      const secret = store.find(SecretId);
      addVersion(secret, { id: context.newId(), value: SecretString, createdMs: context.nowMs() });
      return { ...identityOf(secret), VersionStages: [currentStage] };
    },
  };
}

function getValue(store: SecretStore, input: unknown): Record<string, unknown> {
  const asked = getting.parse(input);
  const secret = store.find(asked.SecretId);
  const stage = asked.VersionStage ?? (asked.VersionId === undefined ? currentStage : null);
  const version = secret.versions.find(
    ({ id, stages }) =>
      (asked.VersionId === undefined || id === asked.VersionId) && (stage === null || stages.includes(stage)),
  );
  if (!version)
    throw awsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.");
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    SecretString: version.value,
    VersionStages: version.stages,
    CreatedDate: new Date(version.createdMs),
  };
}

function describe(secret: SecretRecord): Record<string, unknown> {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === '' ? {} : { Description: secret.description }),
    CreatedDate: new Date(secret.createdMs),
    LastChangedDate: new Date(secret.versions.at(-1)?.createdMs ?? secret.createdMs),
    VersionIdsToStages: stagesByVersion(secret),
  };
}

function list(store: SecretStore, input: unknown): Record<string, unknown> {
  const { MaxResults, NextToken = '0' } = listing.parse(input);
  const to = Number(NextToken) + MaxResults;
  const secrets = [...store.byName.values()];
  const SecretList = secrets.slice(Number(NextToken), to).map((secret) => {
    const { VersionIdsToStages, ...described } = describe(secret);
    return { ...described, SecretVersionsToStages: VersionIdsToStages };
  });
  return { SecretList, ...(to < secrets.length ? { NextToken: String(to) } : {}) };
}

function identityOf(secret: SecretRecord): Record<string, unknown> {
  return { ARN: secret.arn, Name: secret.name, VersionId: secret.versions.at(-1)?.id };
}

class SecretStore {
  readonly byName = new Map<string, SecretRecord>();
  readonly #context: SandboxContext;

  constructor(context: SandboxContext) {
    this.#context = context;
  }

  /** By name or ARN. */
  find(id: string): SecretRecord {
    const secret = this.byName.get(id) ?? [...this.byName.values()].find(({ arn }) => arn === id);
    if (!secret)
      throw awsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  create(name: string, value: string, description: string): SecretRecord {
    const { account, region } = this.#context;
    // Six characters after a hyphen, so that a secret made anew under its old name is another one (vendor).
    const suffix = this.#context.newId().slice(0, 6);
    const secret: SecretRecord = {
      name,
      arn: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`,
      description,
      createdMs: this.#context.nowMs(),
      versions: [],
    };
    addVersion(secret, { id: this.#context.newId(), value, createdMs: secret.createdMs });
    this.byName.set(name, secret);
    return secret;
  }

  /** As seeds do: a secret that is there gets a new version. */
  put(name: string, value: string): void {
    const secret = this.byName.get(name);
    if (!secret) this.create(name, value, '');
    else addVersion(secret, { id: this.#context.newId(), value, createdMs: this.#context.nowMs() });
  }
}
