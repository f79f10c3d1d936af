import { spawnSync } from 'node:child_process';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type BuiltImage, buildImage } from '../../bin/image/build-image.ts';
import { runBuilder } from '../../bin/image/run-builder.ts';

/** An image on disk as its own root file system, with what it says of its program. */
export interface UnpackedImage {
  readonly built: BuiltImage;
  readonly root: string;
  readonly user: string;
  readonly folder: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly architecture: string;
  remove(): void;
}

/** Why the image cannot be built and run here, or null. */
export function whyNoImage(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the image is for x86-64 Linux';
  if (userInfo().uid !== 0) return 'making a base and a container takes root';
  const isAbsent = (program: string) =>
    spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined;
  const absent = ['buildah', 'debootstrap', 'unshare'].filter(isAbsent);
  return absent.length === 0
    ? null
    : `${absent.join(' and ')} not installed (apt-get install buildah debootstrap)`;
}

/** Kept between runs, so that the base is made once; the images are removed. */
const storage = join(tmpdir(), 'naver-sms-image');

/** Builds the image on a local base, and unpacks it. */
export async function unpackImage(): Promise<UnpackedImage> {
  const tag = `naver-sms:test-${process.pid}`;
  const built = await buildImage({ tag, base: 'local', builder: null, storage });
  const container = runBuilder(built.builder, ['from', '--pull-never', built.tag]);
  const root = runBuilder(built.builder, ['mount', container]);
  const described: unknown = JSON.parse(runBuilder(built.builder, ['inspect', '--type', 'image', built.tag]));
  // buildah's own description of an image that it has just made.
  const { OCIv1 } = described as { OCIv1: { architecture: string; config: ImageConfig } };
  const { config, architecture } = OCIv1;
  return {
    built,
    root,
    architecture,
    user: config.User,
    folder: config.WorkingDir,
    entrypoint: config.Entrypoint,
    command: config.Cmd,
    environment: Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/s).slice(0, 2))),
    remove: () => {
      runBuilder(built.builder, ['rm', container]);
      runBuilder(built.builder, ['rmi', built.tag]);
    },
  };
}

interface ImageConfig {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Env: readonly string[];
}
