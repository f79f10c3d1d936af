import { join } from 'node:path';
import type { JsonValue } from '../domain/json-value.ts';
import type { AppendedLine, RunIdentity } from './evidence-run.ts';
import { errorCodeOf, type FileSystem } from './file-system.ts';
import { chainStart, type LineContent, type LineFrame, originOf, readFrame, sha256 } from './line-format.ts';
import { closingOf } from './read-data.ts';
import { safeJson } from './safe-json.ts';
import { spillPrefix } from './spill-writer.ts';

/*
 * Lines that a stopping lever had to spill come into the ledger as `spill` lines, word for word. A spilled intent that
 * nothing closes is as doubtful as any other.
 */

export interface TakeInOptions {
  readonly files: FileSystem;
  readonly directory: string;
  readonly validationFile: string;
  readonly target: RunIdentity['target'];
  /** Of the ledger as it was found: line number -> raw line. */
  readonly openIntents: ReadonlyMap<number, string>;
  /** Digests of spilled lines that the ledger already holds. */
  readonly spilled: ReadonlySet<string>;
  readonly append: (content: LineContent) => AppendedLine;
  /** Waits until the ledger is on disk. */
  readonly sync: () => void;
}

export interface TakenIn {
  readonly lines: number;
  /** Raw spilled intents that nothing closed, by the ledger line that carries each. */
  readonly openIntents: ReadonlyMap<number, string>;
  /** Ledger intents that a spilled line closed. */
  readonly closed: ReadonlySet<number>;
}

/** Takes in every spill file of this root, and removes each only when its lines are on disk. */
export function takeInSpills(options: TakeInOptions): TakenIn {
  const books = openBooks(options.openIntents);
  let lines = 0;
  for (const path of spillFiles(options)) {
    const bytes = options.files.readFileSync(path);
    const rawLines = splitLines(bytes);
    const first = readFrame(textOf(rawLines[0] ?? Buffer.alloc(0)));
    if (first && first.origin !== originOf(options.target)) continue;
    lines += takeInFile(options, books, rawLines);
    options.sync();
    // Grown meanwhile: its run still spills, and the next command takes the rest in.
    if (options.files.readFileSync(path).length === bytes.length) options.files.unlinkSync(path);
  }
  return { lines, openIntents: books.spilledIntents, closed: books.closed };
}

/** Which ledger line stands for which intent of which run. */
interface Books {
  readonly lineOf: Map<string, number>;
  readonly spilledIntents: Map<number, string>;
  readonly closed: Set<number>;
}

function openBooks(openIntents: ReadonlyMap<number, string>): Books {
  const lineOf = new Map<string, number>();
  for (const [line, text] of openIntents) {
    const frame = readFrame(text);
    if (frame) lineOf.set(frame.kind === 'spill' ? keyOfSpilled(frame) : keyOf(frame.run, frame.seq), line);
  }
  return { lineOf, spilledIntents: new Map(), closed: new Set() };
}

function takeInFile(options: TakeInOptions, books: Books, rawLines: readonly Buffer[]): number {
  let taken = 0;
  let previous: string | null = null;
  for (const raw of rawLines) {
    const digest = sha256(raw);
    const text = textOf(raw);
    const frame = readFrame(text);
    const isChained = frame !== null && (previous === null ? isBeginning(frame) : frame.prev === previous);
    previous = digest;
    if (options.spilled.has(digest)) continue;
    const closes = frame ? closedLine(books, frame) : null;
    const { seq } = options.append({
      kind: 'spill',
      step: 'take-in',
      data: { closes, kind: frame?.kind ?? 'torn', sha256: digest, chained: isChained, ...lineField(text) },
    });
    if (frame?.kind === 'intent') {
      books.lineOf.set(keyOf(frame.run, frame.seq), seq);
      books.spilledIntents.set(seq, text);
    }
    taken += 1;
  }
  return taken;
}

/** A spill goes on where its run's chain stood, so its first line may have any number and any `prev`. */
function isBeginning(frame: LineFrame): boolean {
  return frame.seq === 1 ? frame.prev === chainStart : true;
}

function closedLine(books: Books, frame: LineFrame): number | null {
  if (frame.kind !== 'outcome' && frame.kind !== 'recovery') return null;
  const intent = closingOf(frame);
  const line = typeof intent === 'number' ? books.lineOf.get(keyOf(frame.run, intent)) : undefined;
  if (line === undefined || books.closed.has(line)) return null;
  books.closed.add(line);
  books.spilledIntents.delete(line);
  return line;
}

/** As an object where that keeps every byte, else as the raw text. */
function lineField(text: string): { readonly [key: string]: JsonValue } {
  try {
    // JSON.parse gives JSON values and nothing else.
    const line = JSON.parse(text) as JsonValue;
    return safeJson(line) === text ? { line } : { raw: text };
  } catch {
    return { raw: text };
  }
}

function spillFiles({ files, directory, validationFile }: TakeInOptions): string[] {
  const prefix = spillPrefix(validationFile);
  try {
    return files
      .readdirSync(directory)
      .filter((name) => name.startsWith(prefix) && name.endsWith('.jsonl'))
      .sort()
      .map((name) => join(directory, name));
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT' || errorCodeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** Raw lines with their newlines; the last may lack one. */
function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  while (from < bytes.length) {
    const at = bytes.indexOf(0x0a, from);
    const end = at < 0 ? bytes.length : at + 1;
    lines.push(bytes.subarray(from, end));
    from = end;
  }
  return lines;
}

function textOf(raw: Buffer): string {
  return raw.toString('utf8').replace(/\n$/, '');
}

/** An intent that an earlier take-in carried keeps the number and run it had in its spill. */
function keyOfSpilled(frame: LineFrame): string {
  const match = /"line":\{"v":1,"seq":(\d+),.*?"run":"([A-Za-z0-9._-]+)"/.exec(frame.data);
  return keyOf(match?.[2] ?? '', Number(match?.[1] ?? 0));
}

function keyOf(run: string, seq: number): string {
  return `${run}#${seq}`;
}
