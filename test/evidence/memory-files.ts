import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FileSystem, realFileSystem } from '../../src/evidence/file-system.ts';

/** All files of a folder, by absolute path. */
export function loadFolder(folder: string): Map<string, Buffer> {
  const loaded = new Map<string, Buffer>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) loaded.set(path, readFileSync(path));
  }
  return loaded;
}

/** A file system to read from, over bytes in memory: verification of thousands of variants without a disk. */
export function memoryFiles(contents: ReadonlyMap<string, Buffer>): FileSystem {
  let opened: Buffer[] = [];
  let isOpen = 0;
  const find = (path: string): Buffer => {
    const bytes = contents.get(path);
    if (bytes) return bytes;
    throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
  };
  const reading = {
    openSync: (path: string) => {
      if (isOpen === 0) opened = [];
      const fd = opened.push(find(path)) - 1;
      isOpen += 1;
      return fd;
    },
    readSync: (fd: number, target: Buffer, offset: number, length: number, position: number) =>
      (opened[fd] ?? Buffer.alloc(0)).copy(target, offset, position, position + length),
    fstatSync: (fd: number) => ({ size: opened[fd]?.length ?? 0 }),
    closeSync: () => {
      isOpen -= 1;
    },
    readFileSync: find,
    readdirSync: (folder: string) =>
      [...contents.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path)),
  };
  // Only the reading half, in the signatures that verification uses; node:fs overloads cannot be spelled out by a fake.
  return { ...realFileSystem, ...(reading as unknown as Partial<FileSystem>) };
}
