import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SensKeys } from '../../lambda/send/sens-keys.ts';
import { createSensKeys } from '../../lambda/send/sens-keys.ts';
import { type ReadSecret, type SensSecret, secretReader } from '../../lambda/settings/secrets.ts';

/** What lives on in a process between two runs: the secrets that it has read. */
export interface WarmProcess {
  readonly readSecret: ReadSecret;
  /** The clock of the run that it has now. */
  now: () => Date;
}

const secretOf = (generation: number): SensSecret => ({
  access_key: `invented-${generation}`,
  secret_key: 'invented',
  service_id: 'invented',
});

/**
 * The keys of SENS: those that it takes, those in Secrets Manager, and those that warm processes remember, over the real
 * cache. A rotation changes the first two at different times.
 */
export class SensSecretModel {
  #taken = 1;
  #stored = 1;
  readonly #idle: WarmProcess[] = [];

  /** The old keys stop working at SENS. */
  rotate(): void {
    this.#taken += 1;
  }

  /** An operator puts the keys that SENS takes into Secrets Manager. */
  correct(): void {
    this.#stored = this.#taken;
  }

  /** Whether a process that asks Secrets Manager now gets keys that SENS takes. */
  get isCorrect(): boolean {
    return this.#stored === this.#taken;
  }

  takes({ access_key }: SensSecret): boolean {
    return access_key === secretOf(this.#taken).access_key;
  }

  /** A process for a run: one that is idle, or a new one. */
  open(now: () => Date): WarmProcess {
    const idle = this.#idle.pop();
    if (idle) {
      idle.now = now;
      return idle;
    }
    // Of the client, the reader uses no more than this.
    const client = {
      send: async () => ({
        SecretString: JSON.stringify(secretOf(this.#stored)),
        VersionId: `version-${this.#stored}`,
      }),
    } as unknown as SecretsManagerClient;
    const opened: WarmProcess = { now, readSecret: secretReader(client, () => opened.now()) };
    return opened;
  }

  /** The run has ended, and its process takes the next one. A process that died never comes back. */
  close(process: WarmProcess): void {
    this.#idle.push(process);
  }
}

/** The keys of one run, as the real run reads them: from the cache of its process, and anew if SENS refuses them. */
export async function readSensKeys({ readSecret }: WarmProcess): Promise<SensKeys> {
  const sens = { ...(await readSecret('sens')), baseUrl: '' };
  return createSensKeys({ sens, readSensAnew: () => readSecret('sens', { isFresh: true }) });
}
