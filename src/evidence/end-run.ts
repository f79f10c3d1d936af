import { join } from 'node:path';
import type { JsonValue } from '../domain/json-value.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { appendSection } from './append-section.ts';
import { recordsFolder } from './evidence-paths.ts';
import type { EvidenceRun, RunEnd, SectionSummary } from './evidence-run.ts';
import { replaceFile } from './file-system.ts';
import { formatHead } from './head-file.ts';
import type { LineContent } from './line-format.ts';
import type { HeldRoot, LineSink, SinkInput } from './line-sink.ts';
import { readRunLines } from './read-run-lines.ts';
import { redactValue } from './redact-value.ts';
import { renderSection } from './render-section.ts';
import { storageReason } from './storage-failure.ts';

export interface RunEnding {
  readonly input: SinkInput;
  readonly sink: LineSink;
  readonly append: EvidenceRun['append'];
  readonly runNo: number | null;
  readonly elapsedMs: number;
}

/** Section, `run-ended`, head and signature, in this order, then the lock goes. */
export async function endRun(ending: RunEnding, summary: SectionSummary): Promise<RunEnd> {
  const { input, sink, append } = ending;
  try {
    const swept = sweptSummary(summary);
    const sectionFile = writeSection(ending, swept);
    append('run-ended', 'end', endData(input, sink, swept));
    const isSigned = await writeHead(input, sink);
    const { lines, sha256 } = sink.chain();
    return { sectionFile: sectionFile ?? sink.spillFile() ?? '', lines, head: sha256, isSigned };
  } finally {
    sink.close();
  }
}

/** Null where lines spill: the section is then that of the run which takes them in. */
function writeSection(ending: RunEnding, summary: SectionSummary): string | null {
  const { input, sink } = ending;
  const { held, files, options } = input;
  if (!held || sink.spillReason() !== null) return null;
  const file = `${recordsFolder}/${options.identity.run}/section.md`;
  try {
    const section = { file, offset: held.validationBytes, bytes: sectionBytes(ending, held, summary) };
    appendSection(
      { files, paths: held.paths, append: (content) => appendToLedger(ending, content) },
      section,
    );
    return file;
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    if (sink.spillReason() === null) sink.giveUp(error);
    return null;
  }
}

/** VALIDATION.md must not grow by a section whose line went into the spill. */
function appendToLedger({ append, sink }: RunEnding, { kind, step, data }: LineContent): void {
  append(kind, step, data);
  const reason = sink.spillReason();
  if (reason !== null) throw new Error(reason);
}

function sectionBytes(ending: RunEnding, held: HeldRoot, summary: SectionSummary): Buffer {
  const { files, options } = ending.input;
  const text = renderSection({
    identity: options.identity,
    runNo: ending.runNo,
    lines: readRunLines(files, join(held.paths.records, 'ledger.jsonl'), held.runStart.length),
    summary,
    startedAt: held.startedAt.toISOString(),
    endedAt: options.now().toISOString(),
    elapsedMs: ending.elapsedMs,
    signedBy: options.signer?.publicKey ?? null,
  });
  return Buffer.from(text);
}

/** `signer` comes last: verification reads it by that. */
function endData({ options }: SinkInput, sink: LineSink, summary: SectionSummary): JsonValue {
  const { exitCode, verdict, headline, spans } = summary;
  const signer = sink.spillReason() === null ? (options.signer?.publicKey ?? null) : null;
  // Spans and verdicts are plain data: strings, numbers and nulls.
  return { exitCode, verdict, headline, spans, signer } as unknown as JsonValue;
}

/** A head that cannot be signed is not written: verification then says how many lines nobody signed. */
async function writeHead({ options, files, held }: SinkInput, sink: LineSink): Promise<boolean> {
  if (!held || sink.spillReason() !== null) return false;
  const text = formatHead(options.identity.target, held.writer.end());
  try {
    const armor = options.signer ? await options.signer.sign(Buffer.from(text)) : '';
    replaceFile(files, held.paths.head, Buffer.from(text + armor));
    return options.signer !== null;
  } catch (error) {
    options.stderr(`The evidence head was not written: ${storageReason(error)}.\n`);
    return false;
  }
}

function sweptSummary(summary: SectionSummary): SectionSummary {
  // The sweep replaces strings by strings and keeps the shape.
  return redactValue(summary as unknown as JsonValue) as unknown as SectionSummary;
}
