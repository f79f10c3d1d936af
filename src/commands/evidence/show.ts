import { relative } from 'node:path';
import * as z from 'zod';
import { pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import { listRuns, type RunEntry, readRunSection } from '../../evidence/list-runs.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { kstDateTime } from '../../reporting/kst-time.ts';
import { defineLocalCommand, type LocalToolbox } from '../define-local-command.ts';
import { evidenceFile } from './evidence-file.ts';

const schema = z.strictObject({ run: z.string().optional() });

/** Lists the recorded runs, or prints the section of one. It shows; it does not verify. */
export const evidenceShowCommand = defineLocalCommand<z.infer<typeof schema>>({
  words: ['evidence', 'show'],
  summary: 'list the recorded runs, or print one section',
  description:
    "Without an argument it lists the runs, oldest first. With a run id, its beginning, or a run number, it prints that run's section. It does not verify.",
  arguments: [{ flags: '[run]', description: 'run id, its beginning, or run number' }],
  options: [],
  examples: [
    'naver-sms evidence show',
    'naver-sms evidence show 12',
    'naver-sms evidence show 3f2a --evidence rehearsals/20261121T050000Z/VALIDATION.md',
  ],
  schema,
  runLocal: async (toolbox, { run }) => {
    const file = evidenceFile(toolbox);
    const runs = listRuns(file);
    if (run !== undefined) return showSection(toolbox, file, chosenRun(runs, run, file));
    for (const entry of runs) toolbox.report({ kind: 'log-line', line: { ...entry }, text: runLine(entry) });
    return answer(
      file,
      runs,
      `${runs.length} runs in ${relative(toolbox.cwd, file)}; naver-sms evidence verify says whether they verify.`,
    );
  },
});

function showSection(toolbox: LocalToolbox, file: string, entry: RunEntry): CommandResult {
  const text = readRunSection(file, entry);
  if (text !== null) {
    for (const line of text.trimEnd().split('\n'))
      toolbox.report({ kind: 'log-line', line: { section: line }, text: line });
  }
  const missing = `Run ${entry.run} has no section: it never ended.`;
  return answer(file, [entry], text === null ? missing : runLine(entry));
}

/** A run by its number, its id or the id's beginning. Throws UNKNOWN_USAGE where none or several fit. */
function chosenRun(runs: readonly RunEntry[], wanted: string, file: string): RunEntry {
  const fitting = runs.filter(({ run, runNo }) => String(runNo) === wanted || run.startsWith(wanted));
  const [only] = fitting;
  if (only && fitting.length === 1) return only;
  throw new OperatorError('UNKNOWN_USAGE', {
    what: `"${wanted}" fits ${fitting.length} of the ${runs.length} runs in ${file}.`,
    now: 'Nothing was changed.',
    next: 'naver-sms evidence show lists them; give more of the id.',
  });
}

function runLine({ run, runNo, command, startedAt, end, target }: RunEntry): string {
  const number = runNo === null ? '  –' : String(runNo).padStart(3);
  const outcome = end === null ? 'never ended' : `exit ${end.exitCode}: ${end.headline}`;
  return `${number}  ${run.slice(0, 8)}  ${kstDateTime(new Date(startedAt))}  ${target}  ${command}  ${outcome}`;
}

function answer(file: string, runs: readonly RunEntry[], headline: string): CommandResult {
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline,
    steps: [],
    checks: [],
    spans: [],
    next: ['naver-sms evidence verify'],
    data: { file, runs },
  };
}
