import type { LedgerLine } from './ledger-line.ts';
import { fenced, inline, quoted } from './markdown.ts';
import { capped, renderCall } from './render-call.ts';
import { readIntent, readNote, readOutcome, readRecovery, readRemark, readSpilled } from './run-line-data.ts';
import { safeJson } from './safe-json.ts';

/** One ledger line as a block of a step. A line of another shape than expected is shown as its data, never left out. */
export function renderLine(line: LedgerLine): string {
  return known(line) ?? renderPlain(line);
}

function known(line: LedgerLine): string | null {
  switch (line.kind) {
    case 'intent':
      return readIntent(line.data) && `Intent: ledger line ${line.seq}, on disk before the call.\n`;
    case 'observation':
    case 'outcome':
      return renderOutcome(line);
    case 'recovery': {
      const recovery = readRecovery(line.data);
      return recovery && `Recovery, ledger line ${line.seq}: ${inline(recovery.sentence)}\n`;
    }
    case 'note':
      return renderNote(line);
    case 'spill':
      return renderSpill(line);
    default: {
      const remark = readRemark(line.data);
      return remark && `**${inline(remark.state)}**: ${inline(remark.detail)} (ledger line ${line.seq})\n`;
    }
  }
}

function renderOutcome(line: LedgerLine): string | null {
  const outcome = readOutcome(line.data);
  if (!outcome) return null;
  const calls = outcome.calls.map((call) => `${renderCall({ call, line: line.seq })}\n`).join('');
  const detail = outcome.detail ? `: ${inline(outcome.detail)}` : '';
  const closing =
    line.kind === 'outcome'
      ? `ledger line ${line.seq} closes intent ${outcome.intent}`
      : `ledger line ${line.seq}; intent ${outcome.intent} stays open until live state was read again`;
  return `${calls}Outcome: **${inline(outcome.state)}**${detail} (${closing})\n`;
}

function renderNote(line: LedgerLine): string | null {
  const note = readNote(line.data);
  if (!note) return null;
  const who = note.by === null ? 'nobody named' : inline(note.by);
  return `${quoted(note.claimed)}\n*Claimed* by ${who}, observed by nobody (ledger line ${line.seq}).\n`;
}

function renderSpill(line: LedgerLine): string | null {
  const spilled = readSpilled(line.data);
  if (!spilled) return null;
  const { run, step, data } = spilled.line;
  const what = `Taken in from the spill of run ${inline(run)}: ${inline(spilled.kind)}, step ${inline(step)} (ledger line ${line.seq}).\n`;
  return `${what}\n${fenced(capped(safeJson(data, 2), line.seq))}`;
}

function renderPlain(line: LedgerLine): string {
  return `${inline(line.kind)}, ledger line ${line.seq}:\n\n${fenced(capped(safeJson(line.data, 2), line.seq))}`;
}
