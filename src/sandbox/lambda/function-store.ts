import { awsError } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import type { FunctionRecord } from './function-record.ts';

/** What a seed tells about a function; the rest is as CreateFunction leaves it. */
export interface FunctionSeed {
  readonly name: string;
  readonly bundle: string | null;
  readonly imageUri: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup?: string;
}

/** A function with the qualifier under which it was asked for. */
export interface Qualified {
  readonly record: FunctionRecord;
  /** '' for the unqualified function, else a version or an alias. */
  readonly qualifier: string;
  /** The version that the qualifier stands for: $LATEST or a number. */
  readonly version: string;
}

/** The functions of the sandbox, found by name or ARN as Lambda's API takes them. */
export class FunctionStore {
  readonly #context: SandboxContext;
  readonly #records = new Map<string, FunctionRecord>();

  constructor(context: SandboxContext) {
    this.#context = context;
  }

  create(seed: FunctionSeed): FunctionRecord {
    const { account, region } = this.#context;
    const record: FunctionRecord = {
      ...seed,
      arn: `arn:aws:lambda:${region}:${account}:function:${seed.name}`,
      roleArn: `arn:aws:iam::${account}:role/${seed.name}-role`,
      ephemeralMb: 512,
      architecture: 'x86_64',
      logGroup: seed.logGroup ?? `/aws/lambda/${seed.name}`,
      revisionId: this.#context.newId(),
      lastModifiedMs: this.#context.nowMs(),
      updatingUntilMs: 0,
      reserved: null,
      asyncConfig: null,
      versions: new Map(),
      aliases: new Map(),
      policies: new Map(),
    };
    this.#records.set(seed.name, record);
    return record;
  }

  get all(): readonly FunctionRecord[] {
    return [...this.#records.values()];
  }

  /** By name, `name:qualifier`, ARN or qualified ARN. Throws ResourceNotFoundException. */
  find(nameOrArn: string, qualifier?: string): Qualified {
    const match = /^(?:arn:aws:lambda:[^:]+:\d+:function:)?([^:]+)(?::(.+))?$/.exec(nameOrArn);
    const record = this.#records.get(match?.[1] ?? '');
    if (!record) throw notFound(`Function not found: ${this.#arnOf(nameOrArn)}`);
    const asked = qualifier ?? match?.[2] ?? '';
    return { record, qualifier: asked, version: versionOf(record, asked) };
  }

  #arnOf(name: string): string {
    if (name.startsWith('arn:')) return name;
    return `arn:aws:lambda:${this.#context.region}:${this.#context.account}:function:${name}`;
  }
}

function versionOf(record: FunctionRecord, qualifier: string): string {
  if (qualifier === '' || qualifier === '$LATEST') return '$LATEST';
  const version = record.aliases.get(qualifier)?.version ?? qualifier;
  if (version !== '$LATEST' && !record.versions.has(version)) {
    throw notFound(`Function not found: ${record.arn}:${qualifier}`);
  }
  return version;
}

function notFound(message: string): Error {
  return awsError('ResourceNotFoundException', message, 404);
}
