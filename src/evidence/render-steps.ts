import type { StepResult } from '../domain/step-result.ts';
import type { LedgerLine } from './ledger-line.ts';
import { inline, paragraph } from './markdown.ts';
import { renderLine } from './render-line.ts';
import { duration } from './show-time.ts';
import { type StepUnit, stepUnits } from './step-units.ts';

/** What the run did and concluded, step by step; its reads follow in a part of their own. */
export function renderSteps(lines: readonly LedgerLine[], results: readonly StepResult[]): string {
  const units = stepUnits(lines, results);
  if (units.length === 0) return 'No step was taken.\n';
  return units.map((unit, index) => renderUnit(index + 1, unit)).join('\n');
}

function renderUnit(number: number, { title, lines, result }: StepUnit): string {
  const state = result ? `: ${result.state}, ${duration(result.durationMs)}` : '';
  const heading = `#### ${number}. ${inline(title)}${state}\n`;
  // With lines, the outcome says the same and says where it is recorded.
  const detail =
    result && lines.length === 0 && result.detail !== '' ? `\n${paragraph(result.detail)}\n` : '';
  return `${heading}${detail}${lines.map((line) => `\n${renderLine(line)}`).join('')}`;
}
