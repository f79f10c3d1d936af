import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBuilder } from '../../../bin/image/find-builder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'builders-'));
  vi.stubEnv('PATH', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program of this name that answers its own version, and its engine's only where it has one. */
function install(name: string, { hasEngine }: { hasEngine: boolean }): void {
  const script = `#!/bin/sh\n[ "$1" = --version ] && exit 0\nexit ${hasEngine ? 0 : 1}\n`;
  writeFileSync(join(folder, name), script);
  chmodSync(join(folder, name), 0o755);
}

const anyBuilder = { name: null, storage: null };

describe('the builder of the image', () => {
  it('is docker before podman before buildah', () => {
    for (const name of ['buildah', 'podman', 'docker']) {
      install(name, { hasEngine: true });

      expect(findBuilder(anyBuilder).name).toBe(name);
    }
  });

  it('is not a docker whose engine does not answer', () => {
    install('docker', { hasEngine: false });
    install('buildah', { hasEngine: true });

    expect(findBuilder(anyBuilder).name).toBe('buildah');
  });

  it('is the one that was asked for, or none', () => {
    install('docker', { hasEngine: true });

    expect(() => findBuilder({ name: 'podman', storage: null })).toThrow(/^podman: not here/);
  });

  it('is none where none is installed, with the remedy', () => {
    expect(() => findBuilder(anyBuilder)).toThrow('apt-get install buildah');
  });
});
