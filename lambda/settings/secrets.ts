import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { secretNameOf } from '../../src/monitoring/secret-names.ts';

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

/** Reads a secret of ours by its part, once per process. */
export type ReadSecret = <Part extends keyof SecretValues>(part: Part) => Promise<SecretValues[Part]>;

/** A reader over this client. It throws an error that names the secret and the field, and never a value. */
export function secretReader(client: SecretsManagerClient): ReadSecret {
  const cache = new Map<string, Promise<unknown>>();
  return async (part) => {
    const cached = cache.get(part) ?? fetchSecret(client, part);
    cache.set(part, cached);
    // A failed read is not kept: the next run of a warm process asks again.
    cached.catch(() => cache.delete(part));
    // The value was parsed by the schema of this part.
    return (await cached) as SecretValues[typeof part];
  };
}

async function fetchSecret(client: SecretsManagerClient, part: keyof SecretValues): Promise<unknown> {
  const name = secretNameOf[part];
  const schema = schemas[part];
  const parsed = schema.safeParse(readJson(await fetchText(client, name)));
  if (parsed.success) return parsed.data;
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
async function fetchText(client: SecretsManagerClient, name: string): Promise<string> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString ?? '';
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
