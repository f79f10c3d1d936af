import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { secretNameOf } from '../../src/monitoring/secret-names.ts';

const schemas = {
  naver: z.object({ username: z.string().min(1), password: z.string().min(1) }),
  sens: z.object({
    access_key: z.string().min(1),
    secret_key: z.string().min(1),
    service_id: z.string().min(1),
  }),
  telegram: z.object({ bot_token: z.string().min(1), chat_id: z.coerce.string().min(1) }),
  slack: z.object({ bot_token: z.string().min(1), channel: z.string().min(1) }),
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
  const answer = await client.send(new GetSecretValueCommand({ SecretId: secretNameOf[part] }));
  const parsed = schemas[part].safeParse(readJson(answer.SecretString));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || '(whole)').join(', ');
  throw new Error(`secret ${secretNameOf[part]} does not fit its schema at: ${fields}`);
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    // The parser's own message quotes the text, which is secret.
    return null;
  }
}
