import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Put in by bin/build.ts; running from the sources there is no bundle to name. */
declare const __NAVER_SMS_VERSION__: string | undefined;
declare const __NAVER_SMS_COMMIT__: string | undefined;

export const toolVersion = typeof __NAVER_SMS_VERSION__ === 'string' ? __NAVER_SMS_VERSION__ : '0.0.0-source';

export interface ToolIdentity {
  readonly version: string;
  /** The git commit that was built, with "+changes" where the tree was not clean; "unknown" outside git. */
  readonly commit: string;
  /** sha256 (hex) over the names and bytes of the bundle's files as they are on disk now. */
  readonly bundleSha256: string;
}

/** What each ledger line says of the tool. Reads the running bundle itself. */
export function toolIdentity(): ToolIdentity {
  const commit = typeof __NAVER_SMS_COMMIT__ === 'string' ? __NAVER_SMS_COMMIT__ : 'unknown';
  return { version: toolVersion, commit, bundleSha256: hashFolder(dirname(import.meta.filename)) };
}

function hashFolder(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder)
    .filter((file) => /\.(js|ts)$/.test(file))
    .sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}
