import * as z from 'zod';
import { toKst } from '../../domain/kst.ts';
import { pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import type { SkippedBooking } from '../../rules/booking.ts';
import { explainRules, type RuleExplanation } from '../../rules/explain-rules.ts';
import { defineLocalCommand, type LocalToolbox } from '../define-local-command.ts';
import { explanationLines } from './explanation-lines.ts';
import { readBooking, readRecord, readTime } from './read-case.ts';
import { readRules } from './read-configuration.ts';

const schema = z.strictObject({
  booking: z.string(),
  rules: z.string().optional(),
  record: z.string().optional(),
  released: z.string().optional(),
  at: z.string().optional(),
});

type ExplainOptions = z.infer<typeof schema>;

/** Says why each rule finds a message of a booking due or not, condition by condition. */
export const rulesExplainCommand = defineLocalCommand<ExplainOptions>({
  words: ['rules', 'explain'],
  summary: 'say why a message of a booking is due or not',
  description:
    'Evaluates the rules over one booking as the Lambda does, and shows what each condition saw. It reads local files alone; without --record the booking has no row in table sms. Whether a due message may also leave (approval, stop, backlog, night) is not for rules to say.',
  arguments: [{ flags: '<booking>', description: 'JSON file: one row as the booking API lists it' }],
  options: [
    { flags: '--record <file>', description: 'JSON file: its item in table sms (aws dynamodb get-item)' },
    { flags: '--released <kinds>', description: 'kinds whose claim was given back, as confirm,guide' },
    { flags: '--at <time>', description: 'when, as "2026-11-02 20:00" KST or ISO (default now)' },
    { flags: '--rules <file>', description: 'rules (default: those that the Lambda ships)' },
  ],
  examples: [
    'naver-sms rules explain booking.json',
    'naver-sms rules explain booking.json --record row.json --at "2026-11-02 20:00"',
  ],
  schema,
  runLocal: explain,
});

async function explain(toolbox: LocalToolbox, options: ExplainOptions): Promise<CommandResult> {
  const listed = readRules(toolbox, options.rules);
  const now = readTime(options.at, toolbox.clock.now());
  const reading = readBooking(toolbox.cwd, options.booking);
  if (reading.state === 'skipped') return skippedAnswer(reading.skipped);
  const { booking } = reading;
  const given = { file: options.record, released: options.released };
  const record = readRecord(toolbox.cwd, booking, given);
  const rules = explainRules(listed, { booking, record, now });
  for (const rule of rules) {
    for (const text of explanationLines(rule)) {
      toolbox.report({ kind: 'log-line', line: { rule: rule.name, text }, text });
    }
  }
  return answer(booking.bookingNum, now, rules);
}

function answer(bookingNum: string, now: Date, rules: readonly RuleExplanation[]): CommandResult {
  const due = rules.flatMap((rule) => rule.due);
  const found = due.length === 0 ? 'no message is due' : `due: ${due.join(', ')}`;
  return {
    ...said(`Booking ${bookingNum} at ${toKst(now)} KST: ${found}.`),
    data: { booking: bookingNum, at: now.toISOString(), due, rules },
  };
}

function skippedAnswer({ bookingNum, reason, field }: SkippedBooking): CommandResult {
  const where = field === null ? '' : `, field ${field}`;
  return {
    ...said(`Booking ${bookingNum}: the Lambda skips and reports it (${reason}${where}); no rule sees it.`),
    data: { booking: bookingNum, skipped: { reason, field }, due: [] },
  };
}

function said(headline: string): CommandResult {
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline,
    steps: [],
    checks: [],
    spans: [],
    next: ['naver-sms rules check'],
    data: {},
  };
}
