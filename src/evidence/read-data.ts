import { isRecordPath } from './evidence-paths.ts';
import type { ArtifactRef, SectionRef } from './ledger-facts.ts';
import type { LineFrame } from './line-format.ts';

/*
 * Reads the data of those kinds that verification follows, from the raw JSON text and by fixed key order: the shell
 * script reads them by the same patterns.
 */

const section =
  /^\{"file":"([A-Za-z0-9._/-]+)","offset":(\d{1,15}),"length":(\d{1,15}),"sha256":"([0-9a-f]{64})"\}$/;

/** The data of a `section` line; null where it does not fit or leads out of the records folder. */
export function readSection(frame: LineFrame): SectionRef | null {
  const match = section.exec(frame.data);
  const file = match?.[1];
  if (!match || file === undefined || !isRecordPath(file)) return null;
  return {
    line: frame.seq,
    run: frame.run,
    file,
    offset: Number(match[2]),
    length: Number(match[3]),
    sha256: match[4] ?? '',
  };
}

const artifact = /^\{"path":"([A-Za-z0-9._/-]+)","bytes":(\d{1,15}),"sha256":"([0-9a-f]{64})"\}$/;

/** The data of an `artifact` line; null as above. */
export function readArtifact(frame: LineFrame): ArtifactRef | null {
  const match = artifact.exec(frame.data);
  const path = match?.[1];
  if (!match || path === undefined || !isRecordPath(path)) return null;
  return { line: frame.seq, path, bytes: Number(match[2]), sha256: match[3] ?? '' };
}

/** The intent that an `outcome` or `recovery` closes; null: none (only a recovery may); undefined: it does not say. */
export function closingOf(frame: LineFrame): number | null | undefined {
  const named = /^\{"intent":(null|\d{1,15})[,}]/.exec(frame.data)?.[1];
  if (named === undefined) return undefined;
  if (named === 'null') return frame.kind === 'recovery' ? null : undefined;
  return Number(named);
}

/** The file into which a `recovery` line says that a cut-off line was set aside; null for other recoveries. */
export function readSetAside(frame: LineFrame): string | null {
  return (
    /^\{"intent":null,"found":\{"file":"(docs\/validation\/ledger\.torn-[0-9a-f]{16})"/.exec(
      frame.data,
    )?.[1] ?? null
  );
}

/** The frame of a `spill` line: what it closes in this ledger, and what the spilled line was. */
export function readSpill(
  frame: LineFrame,
): { readonly closes: number | null; readonly kind: string; readonly sha256: string } | null {
  const match = /^\{"closes":(null|\d{1,15}),"kind":"([a-z-]+)","sha256":"([0-9a-f]{64})",/.exec(frame.data);
  if (!match) return null;
  return {
    closes: match[1] === 'null' ? null : Number(match[1]),
    kind: match[2] ?? '',
    sha256: match[3] ?? '',
  };
}

/** The public key that signs the head of a run, as its `run-ended` line says; null: unsigned; undefined: it does not say. */
export function readSigner(frame: LineFrame): string | null | undefined {
  const match = /"signer":(null|"([a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2})")\}$/.exec(frame.data);
  if (!match) return undefined;
  return match[2] ?? null;
}
