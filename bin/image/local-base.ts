import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageBuilder } from './find-builder.ts';
import { runBuilder } from './run-builder.ts';

/* A base without a registry: Debian's own packages by debootstrap, without what nobody reads in a container. */

const suite = 'bookworm';
const unread = [
  'usr/share/doc',
  'usr/share/info',
  'usr/share/locale',
  'usr/share/man',
  'var/cache/apt',
  'var/cache/debconf',
  'var/lib/apt/lists',
  'var/log',
];

/**
 * The name of the local base image, made (30 s) unless the same recipe made it before in the same storage. Root alone
 * can make it. Throws where debootstrap fails.
 */
export function localBase(builder: ImageBuilder): string {
  const name = `localhost/naver-sms-base:${recipeDigest()}`;
  if (hasImage(builder, name)) return name;
  const container = runBuilder(builder, ['from', 'scratch']);
  try {
    const root = runBuilder(builder, ['mount', container]);
    execFileSync('debootstrap', ['--variant=minbase', suite, root], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    for (const folder of unread) rmSync(join(root, folder), { recursive: true, force: true });
    runBuilder(builder, ['umount', container]);
    runBuilder(builder, ['commit', '--quiet', container, name]);
  } finally {
    runBuilder(builder, ['rm', container]);
  }
  return name;
}

function recipeDigest(): string {
  return createHash('sha256').update(JSON.stringify({ suite, unread })).digest('hex').slice(0, 16);
}

function hasImage(builder: ImageBuilder, name: string): boolean {
  const names = runBuilder(builder, ['images', '--format', '{{.Name}}:{{.Tag}}']);
  return names.split('\n').includes(name);
}
