#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, build as esbuild } from 'esbuild';

const root = dirname(import.meta.dirname);

const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: 'linked',
  legalComments: 'none',
  minify: true,
  logLevel: 'warning',
  absWorkingDir: root,
  write: false,
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

/** Bundles the CLI (split, so that --help loads no SDK) and the two Lambda programs into dist/. */
export async function build(): Promise<void> {
  const bundles = await Promise.all([
    esbuild({
      ...shared,
      entryPoints: { 'naver-sms': 'bin/naver-sms.ts' },
      outdir: 'dist/cli',
      splitting: true,
      external: ['dynalite', 'puppeteer-core'],
      define: {
        __NAVER_SMS_VERSION__: JSON.stringify(packageVersion()),
        __NAVER_SMS_COMMIT__: JSON.stringify(builtCommit()),
      },
    }),
    esbuild({
      ...shared,
      entryPoints: { run: 'lambda/run.ts', relay: 'lambda/relay.ts' },
      outdir: 'dist/lambda',
      outExtension: { '.js': '.mjs' },
      // The browser's package finds its archive beside itself, and both are loaded only for a login.
      external: ['@sparticuz/chromium', 'puppeteer-core'],
    }),
  ]);
  const files = bundles.flatMap((bundle) => bundle.outputFiles ?? []);
  for (const file of files) await writeWhole(file.path, file.contents);
  await removeOthers(join(root, 'dist/cli'), new Set(files.map((file) => file.path)));
  await copyFolder(join(root, 'lambda/config'), join(root, 'dist/lambda/config'));
}

function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) return String(parsed.version);
  throw new Error('package.json has no version');
}

/** The commit, with "+changes" where the tree differs from it; "unknown" where there is no git or no history. */
function builtCommit(): string {
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', root, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+changes');
  } catch {
    return 'unknown';
  }
}

/** What an earlier build left: the tool names itself by the files of its bundle. */
async function removeOthers(folder: string, kept: ReadonlySet<string>): Promise<void> {
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  await Promise.all(paths.filter((path) => !kept.has(path)).map((path) => rm(path)));
}

async function copyFolder(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) await writeWhole(join(to, relative(from, path)), await readFile(path));
  }
}

/** Replaces a file in one rename, so that a process which is just starting never reads half a bundle. */
async function writeWhole(path: string, contents: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, contents);
  await rename(partial, path);
}

if (import.meta.main) await build();
