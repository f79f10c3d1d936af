#!/usr/bin/env node
import { rm } from 'node:fs/promises';
import { build as esbuild } from 'esbuild';

/** Bundles the CLI (split, so that --help loads no SDK) and the two Lambda programs into dist/. */
export async function build(): Promise<void> {
  const shared = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
  } as const;
  const requireShim = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";
  await rm('dist', { recursive: true, force: true });
  await Promise.all([
    esbuild({
      ...shared,
      entryPoints: { 'naver-sms': 'bin/naver-sms.ts' },
      outdir: 'dist/cli',
      splitting: true,
      banner: { js: requireShim },
      external: ['dynalite', 'puppeteer-core'],
    }),
    esbuild({
      ...shared,
      entryPoints: { run: 'lambda/run.ts', relay: 'lambda/relay.ts' },
      outdir: 'dist/lambda',
      outExtension: { '.js': '.mjs' },
      loader: { '.yaml': 'text' },
      banner: { js: requireShim },
    }),
  ]);
}

if (import.meta.main) await build();
