import type { ExecutionEnvironment } from './execution-environment.ts';

/** An environment with what stays the same over its life. */
export interface PooledEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly logStream: string;
}

/** The idle environments of all functions: each is used again for the same configuration of the same version. */
export class EnvironmentPool {
  readonly #idle = new Map<string, PooledEnvironment[]>();

  /** An idle environment for this key, the last used first; null if there is none. */
  take(key: string): PooledEnvironment | null {
    const idle = this.#idle.get(key) ?? [];
    for (let pooled = idle.pop(); pooled; pooled = idle.pop()) {
      if (pooled.environment.isReusable) return pooled;
    }
    return null;
  }

  giveBack(key: string, pooled: PooledEnvironment): void {
    const idle = this.#idle.get(key);
    if (idle) idle.push(pooled);
    else this.#idle.set(key, [pooled]);
  }

  /** Ends every idle environment for which the key is no longer right. */
  async endAll(isOver: (key: string) => boolean = () => true): Promise<void> {
    const over = [...this.#idle].filter(([key]) => isOver(key));
    for (const [key] of over) this.#idle.delete(key);
    await Promise.all(over.flatMap(([, idle]) => idle.map(({ environment }) => environment.end())));
  }
}
