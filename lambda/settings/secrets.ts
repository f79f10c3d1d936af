import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { secretNameOf } from '../../src/monitoring/secret-names.ts';
import { systemClock } from '../../src/runtime/clock.ts';

const given = z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'is no text') });
const text = given.min(1, 'is empty');
/** What is pasted into a console brings a line break along, and a header takes none. */
const key = text.refine((value) => value === value.trim(), 'has a space or line break at an end');

const schemas = {
  naver: z.object({ username: key, password: text }),
  sens: z.object({ access_key: key, secret_key: key, service_id: key }),
  telegram: z.object({ bot_token: key, chat_id: z.number().transform(String).or(key) }),
  slack: z.object({ bot_token: key, channel: key }),
};

type SecretValues = { readonly [Part in keyof typeof schemas]: Readonly<z.infer<(typeof schemas)[Part]>> };

export type SensSecret = SecretValues['sens'];

export interface ReadSecretOptions {
  /** True: asks Secrets Manager now, whatever is cached. For a vendor that has just refused the cached value. */
  readonly isFresh?: boolean;
}

/** Reads a secret of ours by its part. A value is cached for 5 minutes; an error names the secret and never a value. */
export type ReadSecret = <Part extends keyof SecretValues>(
  part: Part,
  options?: ReadSecretOptions,
) => Promise<SecretValues[Part]>;

export interface VersionedSecret<Part extends keyof SecretValues> {
  readonly value: SecretValues[Part];
  /** Changes with every new value. Null: Secrets Manager named none. */
  readonly versionId: string | null;
}

/** The same read, with the version that Secrets Manager gave. */
export type ReadVersionedSecret = <Part extends keyof SecretValues>(
  part: Part,
  options?: ReadSecretOptions,
) => Promise<VersionedSecret<Part>>;

/** A process can live for hours, and an operator who corrected a value expects the next run to use it. */
const lifetimeMs = 5 * 60_000;

interface CachedSecret {
  readonly readAtMs: number;
  readonly answer: Promise<VersionedSecret<keyof SecretValues>>;
}

/** A caching reader over this client. It throws an error that names the secret and the field, and never a value. */
export function secretReader(client: SecretsManagerClient, now: () => Date = systemClock.now): ReadSecret {
  return valuesOf(versionedSecretReader(client, now));
}

/** A reader of the values alone, over the same cache. */
export function valuesOf(read: ReadVersionedSecret): ReadSecret {
  return async (part, options) => (await read(part, options)).value;
}

/** As `secretReader`, with the version of each value. */
export function versionedSecretReader(
  client: SecretsManagerClient,
  now: () => Date = systemClock.now,
): ReadVersionedSecret {
  const cache = new Map<string, CachedSecret>();
  return async (part, { isFresh = false } = {}) => {
    const nowMs = now().getTime();
    const cached = cache.get(part);
    const isUsable = !isFresh && cached !== undefined && isYoung(cached, nowMs);
    const used = isUsable ? cached : { readAtMs: nowMs, answer: fetchSecret(client, part) };
    cache.set(part, used);
    // A failed read is not kept: the next run of a warm process asks again.
    used.answer.catch(() => cache.get(part) === used && cache.delete(part));
    // The value was parsed by the schema of this part.
    return (await used.answer) as VersionedSecret<typeof part>;
  };
}

/** A clock that went back makes the age negative: then the value is read again. */
function isYoung({ readAtMs }: CachedSecret, nowMs: number): boolean {
  return nowMs >= readAtMs && nowMs - readAtMs < lifetimeMs;
}

async function fetchSecret(
  client: SecretsManagerClient,
  part: keyof SecretValues,
): Promise<VersionedSecret<keyof SecretValues>> {
  const name = secretNameOf[part];
  const schema = schemas[part];
  const { text: stored, versionId } = await fetchText(client, name);
  const parsed = schema.safeParse(readJson(stored));
  if (parsed.success) return { value: parsed.data, versionId };
  const problems = parsed.error.issues.map(tell).join(', ');
  const takes = `it takes a JSON object with the texts ${Object.keys(schema.shape).join(', ')}`;
  throw new Error(
    `secret ${name}: ${problems}; ${takes}: put a new value with aws secretsmanager put-secret-value`,
  );
}

/** The field and what is wrong with it, never its value. */
function tell(issue: z.core.$ZodIssue): string {
  if (issue.path.length === 0) return 'it is no JSON object';
  // Of two forms that a value may have, the last is the one that is asked for.
  const last = issue.code === 'invalid_union' ? issue.errors.at(-1)?.[0] : issue;
  return `${issue.path.join('.')} ${last?.message ?? 'does not fit'}`;
}

/** The service's own message is dropped: it may quote what it was asked for. */
async function fetchText(
  client: SecretsManagerClient,
  name: string,
): Promise<{ readonly text: string; readonly versionId: string | null }> {
  try {
    const { SecretString, VersionId } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return { text: SecretString ?? '', versionId: VersionId ?? null };
  } catch (cause) {
    const kind = cause instanceof Error ? cause.name : 'an unknown error';
    throw new Error(`secret ${name}: ${refusals[kind] ?? `it could not be read (${kind})`}`, { cause });
  }
}

const refusals: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'it is not there; create it with aws secretsmanager create-secret',
  AccessDeniedException:
    'this function may not read it; its role needs secretsmanager:GetSecretValue on it, and where the secret has a key of its own kms:Decrypt',
};

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which is secret.
    return null;
  }
}
