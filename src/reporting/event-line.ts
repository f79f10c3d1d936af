/** The line of text that stands for one run event on the checklist. Pure: no stream, no spinner. */
import type { CheckResult } from '../domain/check-result.ts';
import type { RunEvent } from '../domain/run-event.ts';
import type { StepResult } from '../domain/step-result.ts';
import type { Verdict } from '../domain/verdict.ts';
import { visibleText } from '../domain/visible-text.ts';
import { durationText } from './duration-text.ts';
import { kstClock } from './kst-time.ts';
import type { Palette } from './palette.ts';

export interface LineStyle {
  readonly palette: Palette;
  readonly verbose: boolean;
}

/** How much an event matters: `quiet` shows `trouble` alone, `detail` shows with `verbose` alone. */
export type Weight = 'trouble' | 'normal' | 'detail';

export function eventWeight(event: RunEvent): Weight {
  switch (event.kind) {
    case 'warning':
      return 'trouble';
    case 'step-ended':
      return event.step.state === 'failed' || event.step.state === 'in-doubt' ? 'trouble' : 'normal';
    case 'check':
      return event.check.severity === 'info' || event.check.verdict.state === 'pass' ? 'normal' : 'trouble';
    case 'step-started':
      return 'detail';
    default:
      return 'normal';
  }
}

/** Without a newline at the end; a check that did not pass takes a second line with its remedy. */
export function eventLine(event: RunEvent, style: LineStyle): string {
  const { palette } = style;
  switch (event.kind) {
    case 'phase':
      return `\n${palette.strong(visibleText(event.title))}`;
    case 'step-started':
      return `  ${palette.faint(`… ${visibleText(event.title)}`)}`;
    case 'step-ended':
      return stepLine(event.step, style);
    case 'check':
      return checkLine(event.check, style);
    case 'waiting':
      return `  ${palette.faint('…')} ${visibleText(event.what)}, at most until ${kstClock(new Date(event.untilIso))} KST`;
    case 'note':
      return `  ${palette.faint('·')} ${visibleText(event.text)}`;
    case 'warning':
      return `  ${palette.open('!')} ${palette.open(visibleText(event.text))}`;
    case 'log-line':
      return visibleText(event.text);
  }
}

function stepLine(step: StepResult, { palette, verbose }: LineStyle): string {
  const mark = stepMark(step.state, palette);
  const detail = step.detail === '' ? '' : `: ${visibleText(step.detail)}`;
  const requestId = verbose && step.requestId !== null ? ` request ${visibleText(step.requestId)}` : '';
  const tail =
    step.state === 'skipped' ? '' : ` ${palette.faint(`${durationText(step.durationMs)}${requestId}`)}`;
  return `  ${mark} ${visibleText(step.title)}${detail}${tail}`;
}

function stepMark(state: StepResult['state'], palette: Palette): string {
  if (state === 'done') return palette.good('✔');
  if (state === 'failed') return palette.bad('✖');
  return state === 'in-doubt' ? palette.open('!') : palette.faint('–');
}

function checkLine(check: CheckResult, { palette, verbose }: LineStyle): string {
  const head = `  ${checkMark(check, palette)} ${visibleText(check.title)}: ${visibleText(check.observed)}`;
  const source = verbose ? `\n      ${palette.faint(`from ${visibleText(check.source)}`)}` : '';
  if (check.verdict.state === 'pass') return head + source;
  const why = `\n      expected ${visibleText(check.expected)}; ${visibleText(check.verdict.reason)}`;
  const remedy = check.remedy === null ? '' : `\n      do: ${visibleText(check.remedy)}`;
  return head + why + remedy + source;
}

/** A finding that blocks nothing is marked as a warning: ✖ stands for what stops the command. */
function checkMark({ verdict, severity }: CheckResult, palette: Palette): string {
  const isStopping = severity === 'block' || verdict.state !== 'fail';
  return isStopping ? verdictMark(verdict, palette) : palette.open('!');
}

/** ✔ pass, ✖ fail, ! inconclusive. */
export function verdictMark(verdict: Verdict, palette: Palette): string {
  if (verdict.state === 'pass') return palette.good('✔');
  return verdict.state === 'fail' ? palette.bad('✖') : palette.open('!');
}
