import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeScratch } from './scratch-folders.ts';
import { isWhole, noteSizes } from './whole-folder.ts';

/** A browser on disk, and the environment that it needs to run. */
export interface UnpackedBrowser {
  readonly executablePath: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The exact version that package.json pins: another one is another folder. */
const folderName = 'naver-sms-chromium-153.0.0';

/**
 * The browser's files below the folder, unpacked on first use (209 MB, about 1.7 s), and again if they are not all there in
 * their length. The package itself takes any file that it finds for a whole one, and Lambda keeps /tmp after it killed a
 * run in the middle of the unpacking. Rejects if the signal aborts.
 */
export async function unpackBrowser(folder: string, signal: AbortSignal): Promise<UnpackedBrowser> {
  const home = join(folder, folderName);
  if (!(await isWhole(home))) await unpackInto(home, folder, signal);
  return {
    executablePath: join(home, 'chromium'),
    environment: {
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
    },
  };
}

/** Removes the unpacked browser, for one that does not start: its files can be damaged in their right length. */
export async function discardBrowser(folder: string): Promise<void> {
  await moveAside(join(folder, folderName), folder);
}

async function unpackInto(home: string, folder: string, signal: AbortSignal): Promise<void> {
  const staging = await makeScratch(folder, 'unpack');
  try {
    await runPackage(staging, signal);
    await writeFile(join(staging, 'fonts.conf'), fontsConfiguration(home));
    await noteSizes(staging);
    if (await isWhole(home)) return;
    await moveAside(home, folder);
    await rename(staging, home).catch(async (cause: unknown) => {
      // Another process unpacked it meanwhile.
      if (!(await isWhole(home))) throw cause;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** In one step, so that no other process finds a half of it: a running browser keeps its open files. */
async function moveAside(home: string, folder: string): Promise<void> {
  const aside = await makeScratch(folder, 'unpack');
  try {
    await rename(home, join(aside, 'damaged'));
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** In a process of its own: the package unpacks into TMPDIR and changes the environment of whoever imports it. */
async function runPackage(staging: string, signal: AbortSignal): Promise<void> {
  const program =
    'const { default: browser } = await import(process.argv[1]); await browser.executablePath();';
  const words = ['--input-type=module', '-e', program, import.meta.resolve('@sparticuz/chromium')];
  const child = spawn(process.execPath, words, {
    // Only under this name does the package unpack the libraries that a bare Linux lacks.
    env: { TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    stdio: 'ignore',
    signal,
    killSignal: 'SIGKILL',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`unpacking the browser ended with ${code}`);
}

/** The package's own file names /tmp/fonts. Without a font the browser draws no text, and its innerText is empty (seen). */
function fontsConfiguration(home: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(home, 'fonts')}</dir><cachedir>${join(home, 'fonts-cache')}</cachedir></fontconfig>
`;
}
