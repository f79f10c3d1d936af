import { ledgerName } from './evidence-paths.ts';
import type { ArtifactRef, Finding, LedgerFacts, RunFacts, SectionRef } from './ledger-facts.ts';
import type { ChainEnd } from './ledger-writer.ts';
import { chainStart, type LineFrame } from './line-format.ts';
import { type Problem, restoreRemedy } from './problem.ts';
import { closingOf, readArtifact, readSection, readSetAside, readSigner, readSpill } from './read-data.ts';

/*
 * Collects what verification and recovery need from lines that were judged in order: sections, attachments, runs,
 * open intents. Its own judgement is that each intent is closed at most once, by a line that comes after it.
 */

export interface FactsKeeper {
  lines(): number;
  origin(): string | null;
  /** Takes a line whose place in the chain is good; a problem where its data contradicts what came before. */
  take(line: JudgedLine): Problem | null;
  facts(): LedgerFacts;
}

export interface JudgedLine {
  readonly frame: LineFrame;
  readonly text: string;
  readonly sha256: string;
  /** Bytes with the newline. */
  readonly length: number;
}

/** `wanted`: numbers of the lines whose digests are kept. */
export function createFactsKeeper(wanted: ReadonlySet<number>): FactsKeeper {
  const kept = emptyFacts();
  return {
    lines: () => kept.end.lines,
    origin: () => kept.origin,
    take: (line) => {
      const { frame } = line;
      const problem = takeData(kept, line);
      if (problem) return problem;
      takeRun(kept, frame);
      kept.origin ??= frame.origin;
      if (wanted.has(frame.seq)) kept.hashes.set(frame.seq, line.sha256);
      kept.end = { lines: frame.seq, sha256: line.sha256, length: kept.end.length + line.length };
      kept.before = frame;
      return null;
    },
    facts: () => kept,
  };
}

interface KeptFacts extends LedgerFacts {
  end: ChainEnd;
  origin: string | null;
  headOwedTo: number;
  before: LineFrame | null;
  readonly sections: SectionRef[];
  readonly artifacts: ArtifactRef[];
  readonly runs: RunFacts[];
  readonly openIntents: Map<number, string>;
  readonly spilled: Set<string>;
  readonly setAside: Set<string>;
  readonly hashes: Map<number, string>;
  readonly findings: Finding[];
}

function emptyFacts(): KeptFacts {
  return {
    end: { lines: 0, sha256: chainStart, length: 0 },
    origin: null,
    headOwedTo: 0,
    before: null,
    sections: [],
    artifacts: [],
    runs: [],
    openIntents: new Map(),
    spilled: new Set(),
    setAside: new Set(),
    hashes: new Map(),
    findings: [],
  };
}

function takeData(kept: KeptFacts, { frame, text }: JudgedLine): Problem | null {
  switch (frame.kind) {
    case 'intent':
      kept.openIntents.set(frame.seq, text);
      return null;
    case 'outcome':
    case 'recovery': {
      const intent = closingOf(frame);
      if (intent === null) noteSetAside(kept, frame);
      return intent === undefined ? badData(frame, 'names no intent.') : closeIntent(kept, frame, intent);
    }
    case 'section': {
      const section = readSection(frame);
      return section ? add(kept.sections, section) : badData(frame, 'does not describe a section.');
    }
    case 'artifact': {
      const artifact = readArtifact(frame);
      return artifact ? add(kept.artifacts, artifact) : badData(frame, 'does not describe an attachment.');
    }
    case 'spill':
      return takeSpill(kept, frame, text);
    case 'run-ended':
      return readSigner(frame) === undefined ? badData(frame, 'does not name its signer.') : null;
    default:
      return null;
  }
}

function noteSetAside(kept: KeptFacts, frame: LineFrame): void {
  const file = readSetAside(frame);
  if (file !== null) kept.setAside.add(file);
}

function takeSpill(kept: KeptFacts, frame: LineFrame, text: string): Problem | null {
  const spill = readSpill(frame);
  if (!spill) return badData(frame, 'does not carry a spilled line.');
  kept.spilled.add(spill.sha256);
  if (spill.kind === 'intent') kept.openIntents.set(frame.seq, text);
  return closeIntent(kept, frame, spill.closes);
}

function closeIntent(kept: KeptFacts, frame: LineFrame, intent: number | null): Problem | null {
  if (intent === null || kept.openIntents.delete(intent)) return null;
  return badData(
    frame,
    `closes intent ${intent}, which is not open: each is closed exactly once.`,
    'closing',
  );
}

function takeRun(kept: KeptFacts, frame: LineFrame): void {
  const { before, runs } = kept;
  if (before?.kind === 'run-ended' && !announcesMissingHead(frame)) kept.headOwedTo = before.seq;
  const current = before?.run === frame.run ? runs.pop() : undefined;
  runs.push({
    run: frame.run,
    runNo: frame.runNo ?? current?.runNo ?? null,
    firstLine: current?.firstLine ?? frame.seq,
    lastLine: frame.seq,
    end:
      frame.kind === 'run-ended'
        ? { line: frame.seq, data: frame.data, signer: readSigner(frame) ?? null }
        : null,
  });
  if (before && frame.clock === before.clock && frame.at < before.at)
    kept.findings.push(backwards(frame, before));
}

/** A run that finds the last head missing says so in the data of its first line; nothing else excuses the gap. */
function announcesMissingHead(frame: LineFrame): boolean {
  return frame.kind === 'run-started' && frame.data.startsWith('{"missingHead":true');
}

function backwards(frame: LineFrame, before: LineFrame): Finding {
  return {
    level: 'doubt',
    line: frame.seq,
    sentence: `Line ${frame.seq} is dated ${frame.at}, before line ${before.seq} (${before.at}): a clock was set back, or differs between machines.`,
  };
}

function add<Item>(items: Item[], item: Item): null {
  items.push(item);
  return null;
}

function badData(frame: LineFrame, what: string, code: Problem['code'] = 'not-a-line'): Problem {
  return {
    code,
    file: ledgerName,
    line: frame.seq,
    sentence: `Line ${frame.seq} (${frame.kind}) ${what}`,
    remedy: restoreRemedy,
  };
}
