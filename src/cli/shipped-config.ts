import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder with the rules, stores and texts that the Lambda ships: beside the CLI's bundle, or in the sources. */
export function shippedConfig(): string {
  const beside = join(import.meta.dirname, '..', 'lambda', 'config');
  return existsSync(beside) ? beside : join(import.meta.dirname, '..', '..', 'lambda', 'config');
}
