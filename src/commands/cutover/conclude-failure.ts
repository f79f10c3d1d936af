/* What is said when a cutover was stopped by an error, by a rollback, by the operator's Ctrl-C, or by --timeout. */
import { inconclusive } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { stopCauseOf, stopHeadlines, stopReasons } from '../../runtime/stop-cause.ts';
import { commandsFor } from '../commands-for.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';
import { endUnproven, lockSentence, waysOn } from './endings.ts';
import { finish } from './finish.ts';
import { releaseLock } from './lock.ts';
import type { Story } from './story.ts';

/** Turns what was thrown into an ending where something may have been changed; else gives the lock back and rethrows. */
export async function concludeFailure(
  toolbox: Toolbox,
  story: Story,
  error: unknown,
): Promise<CommandResult> {
  if (toolbox.signal.aborted) return await endInterrupted(toolbox, story);
  if (error instanceof OperatorError && error.code === 'OVERTAKEN')
    return await endOvertaken(toolbox, story, error);
  if (!story.hasCalledEnable && !story.isProving) return await leaveAsItWas(toolbox, story, error);
  if (!(error instanceof OperatorError)) {
    const text = `${await ruleSentence(toolbox)} ${lockSentence(story)} Then: ${waysOn(toolbox).join(', or ')}`;
    toolbox.report({ kind: 'warning', text });
    throw error;
  }
  return await endUnproven(toolbox, story, `${error.text.what} ${await ruleSentence(toolbox)}`);
}

/** This run touched nothing. What an earlier one turned on stays on, and is said. */
async function leaveAsItWas(toolbox: Toolbox, story: Story, error: unknown): Promise<never> {
  if (story.mayHaveEnabled) {
    const text = `${await ruleSentence(toolbox)} ${lockSentence(story)} The cutover is still unfinished.`;
    toolbox.report({ kind: 'warning', text });
  }
  await releaseUnlessResumed(toolbox, story);
  throw error;
}

/** A rollback wins: whatever this cutover turned on after it is turned off again. */
async function endOvertaken(toolbox: Toolbox, story: Story, error: OperatorError): Promise<CommandResult> {
  toolbox.report({ kind: 'warning', text: error.text.what });
  const isOff = story.hasCalledEnable ? await disableAgain(toolbox, story) : true;
  await releaseLock(toolbox, story);
  const { status, rollback } = commandsFor(toolbox.environment);
  const now = await ruleSentence(toolbox);
  return finish(toolbox, story, {
    outcome: 'overtaken',
    isUnfinished: false,
    exitCode: isOff ? exitCodes.actedUnproven : exitCodes.inDoubt,
    verdict: inconclusive(error.text.what),
    headline: `Stopped: ${error.text.what} ${now} This cutover cannot resume.`,
    next: isOff ? [status] : [status, rollback],
    data: { errorCode: error.code },
  });
}

/** True where the rule reads back as not ENABLED. */
async function disableAgain(toolbox: Toolbox, story: Story): Promise<boolean> {
  const { rule } = toolbox.environment;
  if ((await stateOf(toolbox)) === 'DISABLED') return true;
  const outcome = await runStep(toolbox, {
    id: 'disable-again',
    title: `Disable ${rule} again, since the rollback wins`,
    change: { kind: 'rule-disabled', rule },
    act: () => toolbox.aws.rules.disable(rule),
  });
  story.steps.push(outcome.step);
  return (await stateOf(toolbox)) === 'DISABLED';
}

/** Nothing is rolled back behind the operator's back: it says what is on, what is not, and the two ways on. */
async function endInterrupted(toolbox: Toolbox, story: Story): Promise<CommandResult> {
  const changed = story.mayHaveEnabled;
  const cause = stopCauseOf(toolbox.signal) ?? 'operator';
  if (!changed) await releaseUnlessResumed(toolbox, story);
  const now = await ruleSentence(toolbox);
  const said = changed
    ? `Nothing was restored. ${lockSentence(story)}`
    : 'The rule was not touched by this cutover.';
  return finish(toolbox, story, {
    outcome: 'interrupted',
    isUnfinished: changed,
    exitCode: exitCodes.interrupted,
    verdict: inconclusive(stopReasons[cause]),
    headline: `${stopHeadlines[cause]} ${now} ${said}`,
    next: changed ? waysOn(toolbox) : [commandsFor(toolbox.environment).cutover],
  });
}

/** The lock of a resumed cutover stays with it: it is still unfinished. */
async function releaseUnlessResumed(toolbox: Toolbox, story: Story): Promise<void> {
  if (!story.resumed) await releaseLock(toolbox, story);
}

async function ruleSentence(toolbox: Toolbox): Promise<string> {
  const state = await stateOf(toolbox);
  return state === null
    ? `${toolbox.environment.rule} could not be read.`
    : `${toolbox.environment.rule} is ${state} now.`;
}

async function stateOf(toolbox: Toolbox): Promise<string | null> {
  try {
    return (await toolbox.aws.rules.describe(toolbox.environment.rule))?.state ?? 'ABSENT';
  } catch (error) {
    if (error instanceof OperatorError) return null;
    throw error;
  }
}
