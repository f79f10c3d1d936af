import { describe } from 'vitest';

/**
 * A suite that needs something of the machine. `missing`: what is not there, or null. A suite that cannot run is skipped
 * with the reason in its name, so that every report of the run shows it.
 */
export function describeIfPresent(missing: string | null, name: string, suite: () => void): void {
  if (missing === null) describe(name, suite);
  else describe.skip(`${name} (skipped: ${missing.replaceAll(/[()]/g, '')})`, suite);
}
