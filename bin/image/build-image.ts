import { dirname } from 'node:path';
import { build } from '../build.ts';
import { findBuilder, type ImageBuilder } from './find-builder.ts';
import { gatherParts } from './gather-parts.ts';
import { localBase } from './local-base.ts';
import { runBuilder } from './run-builder.ts';

export interface ImageWish {
  readonly tag: string;
  /** An image's name; `local` = made here from Debian's packages; null = the Dockerfile's own. */
  readonly base: string | null;
  /** docker, podman or buildah; null = the first that works. */
  readonly builder: string | null;
  /** See BuilderWish. */
  readonly storage: string | null;
}

export interface BuiltImage {
  readonly tag: string;
  readonly builder: ImageBuilder;
  /** The folder in which what the image has beyond its base was gathered. */
  readonly parts: string;
}

const root = dirname(dirname(import.meta.dirname));

/** Builds the bundles, gathers the parts and makes the image. Throws where no builder works or the build fails. */
export async function buildImage(wish: ImageWish): Promise<BuiltImage> {
  const isLocal = wish.base === 'local';
  const builder = findBuilder({ name: isLocal ? 'buildah' : wish.builder, storage: wish.storage });
  await build();
  const parts = gatherParts(root);
  const base = isLocal ? localBase(builder) : wish.base;
  runBuilder(builder, [
    'build',
    ...builder.buildWords,
    '--platform=linux/amd64',
    ...(base === null ? [] : ['--build-arg', `BASE=${base}`]),
    `--tag=${wish.tag}`,
    root,
  ]);
  return { tag: wish.tag, builder, parts };
}
