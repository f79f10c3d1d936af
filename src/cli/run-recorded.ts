import { relative } from 'node:path';
import { commandsFor } from '../commands/commands-for.ts';
import type { BoundCommand, RecordedCommand } from '../commands/define-command.ts';
import { type EndedRun, endRun, resultOfFailure } from '../commands/end-run.ts';
import type { RecordedRun } from '../commands/recorded-run.ts';
import { OperatorError } from '../errors/operator-error.ts';
import type { Signer } from '../evidence/ssh-signer.ts';
import type { EvidencePlace } from '../reporting/answer-context.ts';
import { type StopWords, underWords } from '../runtime/stop-words.ts';
import { type ChosenEnvironment, chooseEnvironment } from './config/choose-environment.ts';
import { confirmTarget } from './confirm-target.ts';
import { explainFailure } from './explain-failure.ts';
import { repeatPlace } from './repeat-place.ts';
import type { Answered, RunSettings } from './run-settings.ts';
import { wireRun } from './wire-toolbox.ts';

/** Runs a command that keeps a ledger: options, confirmation, run begun, command, run ended. */
export async function runRecorded(
  command: RecordedCommand,
  options: Readonly<Record<string, unknown>>,
  settings: RunSettings,
  signer: Signer | null = null,
): Promise<Answered> {
  const bound = command.bind(options);
  const chosen = chooseEnvironment({ ...settings.global, cwd: settings.terminal.cwd });
  await confirm(command, bound, chosen, settings);
  return await underWords(settings.stopNotice, wordsOf(command, chosen), async () => {
    const run = await wireRun({ command, chosen, settings, signer });
    const startedAt = run.toolbox.clock.now().toISOString();
    const result = repeatPlace(await resultOf(bound, run), settings.global);
    const ended = await endRun(run, result);
    return {
      result: ended.result,
      context: contextOf(command, run, ended, { startedAt, cwd: settings.terminal.cwd }),
    };
  });
}

/** Where a command says nothing of its own. One that only looks leaves nothing. */
function wordsOf({ words, evidence }: RecordedCommand, { environment }: ChosenEnvironment): StopWords {
  const name = words.join(' ');
  const text =
    evidence === 'unrecorded'
      ? `${name} was ended at once. It changed nothing.`
      : `${name} was ended at once. Each change that was begun is in the ledger; the next recorded command reads them again:`;
  const next = evidence === 'unrecorded' ? [] : [commandsFor(environment).preflight];
  return { atFirst: () => null, atSecond: () => ({ text, next }) };
}

async function confirm(
  command: RecordedCommand,
  bound: BoundCommand,
  { environment }: ChosenEnvironment,
  settings: RunSettings,
): Promise<void> {
  const expected = bound.confirm(environment);
  if (expected === null || settings.global.dryRun) return;
  const { terminal, signal, global, commandLine } = settings;
  await confirmTarget({
    given: global.confirm,
    expected,
    verb: command.words.join(' '),
    commandLine,
    terminal: terminal.question,
    signal,
  });
}

/** A command that throws has a result too: its section says why it ended. */
async function resultOf(command: BoundCommand, run: RecordedRun) {
  try {
    return await command.run(run.toolbox);
  } catch (error) {
    const { code, what, now, next } = explainFailure(error);
    run.toolbox.report({ kind: 'warning', text: `${what} ${now}` });
    return resultOfFailure(
      run,
      error instanceof OperatorError ? error : new OperatorError(code, { what, now, next }, { cause: error }),
    );
  }
}

function contextOf(
  command: RecordedCommand,
  run: RecordedRun,
  ended: EndedRun,
  at: { readonly startedAt: string; readonly cwd: string },
): Answered['context'] {
  const { toolbox } = run;
  return {
    command: command.words.join(' '),
    run: toolbox.run,
    runNo: toolbox.runNo,
    target: toolbox.target,
    startedAt: at.startedAt,
    endedAt: toolbox.clock.now().toISOString(),
    evidence: placeOf(run, ended, at.cwd),
  };
}

function placeOf({ toolbox, isRecorded }: RecordedRun, { end }: EndedRun, cwd: string): EvidencePlace | null {
  if (!isRecorded) return null;
  const { evidence, environment } = toolbox;
  const file = relative(cwd, environment.evidence);
  const section = end?.sectionFile ?? null;
  if (evidence.isSpilling || !end) {
    const spill = section === null || section === '' ? null : relative(cwd, section);
    return { file, section: spill, state: 'spilled', reason: evidence.spillReason };
  }
  return { file, section, state: end.isSigned ? 'signed' : 'unsigned', reason: null };
}
