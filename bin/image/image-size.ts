import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageBuilder } from './find-builder.ts';
import { runBuilder } from './run-builder.ts';

/** One line of what fills the image. */
export interface Filling {
  readonly what: string;
  readonly megabytes: number;
}

/** The image's size uncompressed, and what fills it: the largest first, the base by difference. */
export function imageFilling(
  builder: ImageBuilder,
  tag: string,
  parts: string,
): { readonly megabytes: number; readonly fillings: readonly Filling[] } {
  const megabytes = imageMegabytes(builder, tag);
  const task = join(parts, 'var/task');
  const chromium = folderMegabytes(join(task, 'node_modules/@sparticuz'));
  const ours = [
    { what: 'Node', megabytes: folderMegabytes(join(parts, 'usr')) },
    { what: 'Chromium, packed (@sparticuz/chromium)', megabytes: chromium },
    {
      what: 'puppeteer-core and what both packages need',
      megabytes: folderMegabytes(join(task, 'node_modules')) - chromium,
    },
    {
      what: 'bundles and configuration',
      megabytes: folderMegabytes(task) - folderMegabytes(join(task, 'node_modules')),
    },
  ];
  const base = ours.reduce((rest, part) => rest - part.megabytes, megabytes);
  const fillings = [...ours, { what: 'base', megabytes: base }].sort((a, b) => b.megabytes - a.megabytes);
  return { megabytes, fillings };
}

const bytesPerMegabyte = 1_000_000;

function imageMegabytes(builder: ImageBuilder, tag: string): number {
  if (builder.name !== 'buildah') {
    const text = runBuilder(builder, ['image', 'inspect', '--format', '{{.Size}}', tag]);
    return Number(text) / bytesPerMegabyte;
  }
  const container = runBuilder(builder, ['from', '--pull-never', tag]);
  try {
    return folderMegabytes(runBuilder(builder, ['mount', container]));
  } finally {
    runBuilder(builder, ['rm', container]);
  }
}

/** Bytes of the files below, a file with several names once; links are not followed. */
function folderMegabytes(folder: string): number {
  const sizes = new Map<number, number>();
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) walk(child);
      if (!entry.isFile()) continue;
      const { ino, size } = lstatSync(child);
      sizes.set(ino, size);
    }
  };
  walk(folder);
  return [...sizes.values()].reduce((sum, size) => sum + size, 0) / bytesPerMegabyte;
}
