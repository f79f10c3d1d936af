import { rmSync } from 'node:fs';
import { build } from '../bin/build.ts';
import { memoryFolder } from './memory-folder.ts';

/**
 * The front doors that tests spawn (the CLI and the Lambda bundles) are built once, from the sources under test. What tests
 * write goes into memory if it can, unless TMPDIR names another folder; the folder is removed at the end.
 */
export default async function setup(): Promise<() => void> {
  await build();
  const folder = process.env.TMPDIR === undefined ? memoryFolder() : null;
  if (folder === null) return () => undefined;
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
