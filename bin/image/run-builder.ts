import { spawnSync } from 'node:child_process';
import type { ImageBuilder } from './find-builder.ts';

/** Runs the builder and returns what it prints; what it says on the way goes to our own stderr. Throws when it fails. */
export function runBuilder({ name, words: first }: ImageBuilder, words: readonly string[]): string {
  const run = spawnSync(name, [...first, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    // Attestations make an index of several manifests, which Lambda refuses.
    env: { ...process.env, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status === 0) return run.stdout.trim();
  const why = run.error?.message ?? `it ended with ${run.status ?? run.signal}`;
  throw new Error(`${[name, ...words].join(' ')}: ${why}\n${run.stdout?.slice(-2_000) ?? ''}`);
}
