/** The answer on stdout when a command ends. The last line is the most useful one: the command that most likely follows. */
import { fiveMinuteSpanId } from '../domain/rollback-sla.ts';
import type { Span } from '../domain/span.ts';
import { visibleText } from '../domain/visible-text.ts';
import type { AnswerContext, EvidencePlace } from './answer-context.ts';
import type { CommandResult } from './command-result.ts';
import { durationText } from './duration-text.ts';
import { verdictMark } from './event-line.ts';
import { kstDateTime } from './kst-time.ts';
import { createPalette, type Palette } from './palette.ts';
import { renderTable } from './render-table.ts';

export function renderAnswer(result: CommandResult, context: AnswerContext, color = false): string {
  const palette = createPalette(color);
  const blocks = [
    [`${verdictMark(result.verdict, palette)} ${palette.strong(visibleText(result.headline))}`],
    reasonLines(result),
    result.table ? renderTable(result.table, palette) : [],
    row('where', targetTexts(context), palette),
    row('when', [whenText(context)], palette),
    row(
      'spans',
      result.spans.map((span) => spanText(span, palette)),
      palette,
    ),
    row('evidence', evidenceTexts(context), palette),
    row('check it', verifyTexts(context.evidence), palette),
    row('next', result.next.map(visibleText), palette),
  ];
  return `\n${blocks.flat().join('\n')}\n`;
}

/** The label once, then one line per entry under it. */
function row(label: string, entries: readonly string[], palette: Palette): readonly string[] {
  return entries.map((entry, index) => `  ${palette.faint((index === 0 ? label : '').padEnd(9))} ${entry}`);
}

function reasonLines(result: CommandResult): readonly string[] {
  const { verdict } = result;
  const isSaid = verdict.state === 'pass' || result.headline.includes(verdict.reason);
  const reason = isSaid ? [] : [`  ${verdict.state}: ${visibleText(verdict.reason)}`];
  return [...reason, `  exit code ${result.exitCode}`];
}

function targetTexts({ target }: AnswerContext): readonly string[] {
  if (target === null) return [];
  const place = `${target.kind} ${target.account} ${target.region}`;
  return [
    visibleText(target.kind === 'sandbox' ? `${place} (SIMULATED: this says nothing about AWS)` : place),
  ];
}

function whenText({ startedAt, endedAt }: AnswerContext): string {
  const from = new Date(startedAt);
  const to = new Date(endedAt);
  return `${kstDateTime(from)} -> ${kstDateTime(to)} (${durationText(to.getTime() - from.getTime())})`;
}

const clockNames = { real: 'real clock', wall: 'wall clock', virtual: 'virtual clock' } as const;

function spanText(span: Span, palette: Palette): string {
  const limit = span.limitMs === null ? '' : ` of ${durationText(span.limitMs)} allowed`;
  const basis = span.basis === 'claimed' ? 'claimed' : clockNames[span.timebase];
  const text = `${visibleText(span.title)}: ${durationText(span.durationMs)}${limit} (${basis})`;
  return span.id === fiveMinuteSpanId ? palette.strong(`${text} <- the five-minute figure`) : text;
}

function evidenceTexts({ evidence, run, runNo }: AnswerContext): readonly string[] {
  if (evidence === null) return [];
  const number = runNo === null ? 'unnumbered' : `run ${runNo}`;
  const file = visibleText(evidence.file);
  if (evidence.state === 'spilled') {
    const where = evidence.section === null ? 'stderr alone' : visibleText(evidence.section);
    return [`SPILLED to ${where}: ${visibleText(evidence.reason ?? 'no reason given')}`];
  }
  if (evidence.section === null) return [`${file} (${evidence.state})`];
  return [
    `${file}, section ${visibleText(evidence.section)} (${number}, ${visibleText(run)}, ${evidence.state})`,
  ];
}

function verifyTexts(evidence: EvidencePlace | null): readonly string[] {
  if (evidence === null) return [];
  if (evidence.state === 'spilled' && evidence.section === null) {
    return ['no file could be written: keep what stands on the screen; nothing else has these lines'];
  }
  if (evidence.state === 'spilled') return ['the next naver-sms command takes the spill into the ledger'];
  return [`naver-sms evidence verify --evidence ${visibleText(evidence.file)}`];
}
