import { spawnSync } from 'node:child_process';

/** A program that builds images, and the words that come before its subcommand. */
export interface ImageBuilder {
  readonly name: 'docker' | 'podman' | 'buildah';
  readonly words: readonly string[];
  readonly buildWords: readonly string[];
}

export interface BuilderWish {
  readonly name: string | null;
  /** A folder of our own for buildah's images; null = where it keeps everybody's. */
  readonly storage: string | null;
}

/** The builder that was asked for, or the first that works here. Throws where there is none. */
export function findBuilder({ name, storage }: BuilderWish): ImageBuilder {
  const wanted = storage === null ? builders : [buildahIn(storage)];
  const found = wanted.find((builder) => (name === null || builder.name === name) && works(builder));
  if (found) return found;
  throw new Error(
    `${name ?? 'docker, podman and buildah'}: not here, or without an engine. Install one of them (on Debian: apt-get install buildah) and run npm run image again.`,
  );
}

const docker: ImageBuilder = { name: 'docker', words: [], buildWords: [] };
const podman: ImageBuilder = { name: 'podman', words: [], buildWords: [] };

/** Without a daemon and without a kernel's help: works as root inside a container or a small virtual machine. */
const plainBuildWords = ['--isolation', 'chroot'];
const buildah: ImageBuilder = {
  name: 'buildah',
  words: ['--storage-driver', 'vfs'],
  buildWords: plainBuildWords,
};
const builders = [docker, podman, buildah];

function buildahIn(storage: string): ImageBuilder {
  const words = [...buildah.words, '--root', `${storage}/images`, '--runroot', `${storage}/running`];
  return { ...buildah, words };
}

/** `docker --version` answers without an engine, so the engine itself is asked. */
function works({ name, words }: ImageBuilder): boolean {
  const question = name === 'docker' ? ['version', '--format', '{{.Server.Version}}'] : ['info'];
  return spawnSync(name, [...words, ...question], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
