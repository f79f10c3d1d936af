import type { JsonValue } from '../domain/json-value.ts';
import { attachmentName, sweptBytes, writeAttachment } from './attach-file.ts';
import { closingData } from './closing-data.ts';
import { endRun } from './end-run.ts';
import type { AppendedLine, EvidenceRun } from './evidence-run.ts';
import type { LineKind } from './ledger-line.ts';
import { sha256 } from './line-format.ts';
import { createLineSink, type LineSink, type SinkInput } from './line-sink.ts';

/** The run over an opened root, or over nothing but a spill. */
export function createLedgerRun(input: SinkInput): EvidenceRun {
  const { options, held } = input;
  const sink = createLineSink(input);
  const startedMonoMs = held?.startedMonoMs ?? options.monoMs();
  const openIntents = new Set(held?.doubtful.map((intent) => intent.seq) ?? []);
  let runNo: number | null = null;

  const append = (kind: LineKind, step: string, data: JsonValue): AppendedLine => {
    const isSpilling = sink.spillReason() !== null;
    const content = { kind, step, data: closingData(kind, data, isSpilling ? null : openIntents) };
    const monoMs = options.monoMs() - startedMonoMs;
    const line = sink.append({ identity: options.identity, runNo, at: options.now(), monoMs }, content);
    if (kind === 'intent') openIntents.add(line.seq);
    return line;
  };

  if (!held) append('run-started', 'start', { spillReason: input.spillReason });
  const attach = createAttach(input, sink, append);

  return {
    doubtful: held?.doubtful ?? [],
    earlierRuns: held?.earlierRuns ?? new Set(),
    get isSpilling() {
      return sink.spillReason() !== null;
    },
    get spillReason() {
      return sink.spillReason();
    },
    append,
    setRunNo: (value) => {
      runNo = value;
    },
    head: () => ({ lines: sink.chain().lines, sha256: sink.chain().sha256 }),
    attach,
    end: (summary) =>
      endRun({ input, sink, append, runNo, elapsedMs: options.monoMs() - startedMonoMs }, summary),
  };
}

type Append = EvidenceRun['append'];

function createAttach(
  { options, files, held }: SinkInput,
  sink: LineSink,
  append: Append,
): EvidenceRun['attach'] {
  const taken = new Set(['section.md']);
  const write = (name: string, bytes: Uint8Array): string | null => {
    if (!held || sink.spillReason() !== null) return null;
    try {
      return writeAttachment(files, held.paths, { run: options.identity.run, name, bytes });
    } catch (error) {
      sink.giveUp(error);
      return null;
    }
  };
  return (wanted, bytes) => {
    const swept = sweptBytes(bytes);
    const name = attachmentName(wanted, taken);
    taken.add(name);
    const path = write(name, swept);
    const digest = { bytes: swept.length, sha256: sha256(swept) };
    append('artifact', 'attach', path === null ? { name, ...digest, kept: false } : { path, ...digest });
    return path ?? name;
  };
}
