import type { CallRecord } from '../domain/call-record.ts';
import { awsCommand } from './aws-command.ts';
import { sha256 } from './line-format.ts';
import { captured, code, fenced } from './markdown.ts';
import { safeJson } from './safe-json.ts';
import { duration, utc } from './show-time.ts';
import { visibleLine } from './visible-text.ts';

/** A call with the ledger line that holds it. */
export interface ShownCall {
  readonly call: CallRecord;
  readonly line: number;
}

/** What is shown of one answer; the ledger holds all of it. */
const shownBytes = { read: 1_500, write: 3_000 };

/** The equivalent command, the answer, and under them what makes the call traceable. */
export function renderCall({ call, line }: ShownCall): string {
  const command = visibleLine(awsCommand(call.service, call.operation, call.input));
  const answer = call.error ? { error: call.error, ...answerField(call) } : call.output;
  return `${fenced([`$ ${command}`, ...capped(safeJson(answer, 2), line, shownBytes[call.effect])])}${facts(call, line)}`;
}

/** Calls of the same operation in a row: a wait, or the pages of a list. The first and the last are shown in full. */
export function renderRepeats(calls: readonly ShownCall[]): string {
  const [first, ...others] = calls;
  const last = others.pop();
  if (!first) return '';
  if (!last) return renderCall(first);
  if (others.length === 0) return `${renderCall(first)}\n${renderCall(last)}`;
  const spanMs = last.call.startedMonoMs - first.call.startedMonoMs;
  const failed = others.filter(({ call }) => call.error !== null).length;
  const between = `… ${others.length} more of the same call in between (ledger lines ${others[0]?.line} to ${others.at(-1)?.line}), ${
    failed === 0 ? 'all answered' : `${failed} of them with an error`
  }; first to last ${duration(spanMs)}.\n`;
  return `${renderCall(first)}\n${between}\n${renderCall(last)}`;
}

function answerField(call: CallRecord): { readonly output?: unknown } {
  return call.output === null || call.output === undefined ? {} : { output: call.output };
}

function facts(call: CallRecord, line: number): string {
  const parts = [
    call.httpStatus === null ? 'no HTTP answer' : `HTTP ${call.httpStatus}`,
    call.requestId === null ? 'no request id' : `request id ${code(call.requestId)}`,
    duration(call.durationMs),
    utc(call.startedAt),
    ...(call.serverDate === null ? [] : [`server date ${code(call.serverDate)}`]),
    ...(call.attempt > 1 ? [`attempt ${call.attempt}`] : []),
    `host ${code(call.host)}`,
    `ledger line ${line}`,
  ];
  return `${parts.join(' · ')}\n`;
}

/** Whole lines up to the limit; what is cut is named with its size and digest. */
export function capped(text: string, line: number, limit = shownBytes.write): readonly string[] {
  const bytes = Buffer.byteLength(text);
  if (bytes <= limit) return captured(text);
  const head = Buffer.from(text).subarray(0, limit).toString('utf8');
  const kept = head.slice(0, Math.max(head.lastIndexOf('\n'), 0)) || head.replace(/\ufffd$/, '');
  const note = `... cut here: ${bytes} bytes in all, sha256 ${sha256(Buffer.from(text))}; whole in ledger line ${line}`;
  return [...captured(kept), note];
}
