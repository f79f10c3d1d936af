import { isUtf8 } from 'node:buffer';
import { extname, join } from 'node:path';
import type { EvidencePaths } from './evidence-paths.ts';
import { isPlainName, recordsFolder } from './evidence-paths.ts';
import { type FileSystem, syncDirectory, writeDurably } from './file-system.ts';
import { redactDocument } from './redact-value.ts';

/** Bytes as they may be kept: text is swept for secrets like everything else, pictures and other binaries stay. */
export function sweptBytes(bytes: Uint8Array): Uint8Array {
  const isText = isUtf8(bytes) && !bytes.includes(0);
  return isText ? Buffer.from(redactDocument(Buffer.from(bytes).toString('utf8'))) : bytes;
}

/** A free plain name inside the run's folder, near the one that was asked for. */
export function attachmentName(wanted: string, taken: ReadonlySet<string>): string {
  const cleaned = wanted
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100);
  const name = isPlainName(cleaned) ? cleaned : 'attachment';
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  let free = name;
  for (let copy = 2; taken.has(free); copy += 1) free = `${stem}-${copy}${extension}`;
  return free;
}

/** Writes an attachment, on disk when it returns; its path relative to the root. */
export function writeAttachment(
  files: FileSystem,
  paths: EvidencePaths,
  attachment: { readonly run: string; readonly name: string; readonly bytes: Uint8Array },
): string {
  const folder = join(paths.records, attachment.run);
  files.mkdirSync(folder, { recursive: true });
  writeDurably(files, join(folder, attachment.name), attachment.bytes);
  syncDirectory(files, paths.records);
  return `${recordsFolder}/${attachment.run}/${attachment.name}`;
}
