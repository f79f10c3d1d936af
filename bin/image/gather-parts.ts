import {
  chmodSync,
  closeSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { lambdaExternals } from '../build.ts';
import { packageClosure } from './package-closure.ts';

/** Gathers in `.image` all that the image has beyond its base, laid out as it lies there. The bundles are built before. */
export function gatherParts(root: string): string {
  const parts = join(root, '.image');
  rmSync(parts, { recursive: true, force: true });
  const node = join(root, 'node_modules/node/bin/node');
  assertRunsOnLambda(node);
  placeProgram(node, join(parts, 'usr/local/bin/node'));
  placeProgram(join(import.meta.dirname, 'launch.sh'), join(parts, 'usr/local/bin/launch'));
  placeProgram(join(import.meta.dirname, 'reap.pl'), join(parts, 'usr/local/bin/reap'));
  const task = join(parts, 'var/task');
  for (const name of ['run.mjs', 'relay.mjs', 'config']) {
    cpSync(join(root, 'dist/lambda', name), join(task, name), { recursive: true });
  }
  for (const folder of packageClosure(root, lambdaExternals)) {
    cpSync(folder, join(task, relative(root, folder)), { recursive: true, filter: isLoaded });
  }
  writeFileSync(join(task, 'package.json'), '{"type":"module"}\n');
  return parts;
}

function placeProgram(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

/** What a package carries for people, compilers and other surroundings; licences stay. */
const unloaded = [
  /\.(?:map|md|[cm]?ts|d\.[cm]ts\.map|tsbuildinfo)$/,
  /\/puppeteer-core\/(?:src|lib\/es5-iife)$/,
  /\/bare-[a-z]+\/prebuilds$/,
  /\/node_modules\/[^/]+\/(?:test|tests|docs|examples?)$/,
];

function isLoaded(path: string): boolean {
  return !unloaded.some((pattern) => pattern.test(path));
}

const elfMachineAt = 18;
const x86_64 = 0x3e;

/** The `node` package holds the Node of the machine on which npm ci ran. */
function assertRunsOnLambda(node: string): void {
  const head = Buffer.alloc(20);
  const file = openSync(node, 'r');
  readSync(file, head, 0, head.length, 0);
  closeSync(file);
  const isElf = head.subarray(0, 4).equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46]));
  if (isElf && head.readUInt16LE(elfMachineAt) === x86_64) return;
  throw new Error(`${node} is no program for x86-64 Linux: run npm ci and npm run image on such a machine.`);
}
