/* How a cutover can end without a rollback: one sentence on what is true now, and the command that follows. */
import type { Span } from '../../domain/span.ts';
import { firstMs } from '../../domain/tick.ts';
import { fail, inconclusive, pass } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { commandsFor } from '../commands-for.ts';
import type { EnableOutcome } from '../enable/enable-rule.ts';
import type { Toolbox } from '../toolbox.ts';
import { announce } from './announce.ts';
import type { PlannedCutover } from './cutover-record.ts';
import { finish } from './finish.ts';
import { refuseOvertaken } from './generation.ts';
import { releaseLock } from './lock.ts';
import type { Proof } from './prove-ticks.ts';
import type { Story } from './story.ts';

type ProvenCutover = Extract<Proof, { state: 'proven' }>;

export async function endSucceeded(
  toolbox: Toolbox,
  story: Story,
  proof: ProvenCutover,
): Promise<CommandResult> {
  const accepted = proof.runs.reduce((sum, run) => sum + run.acceptances.length, 0);
  const done = `${accepted} messages accepted in ${proof.runs.length} ${proof.runs.length === 1 ? 'run' : 'runs'}`;
  await refuseOvertaken(toolbox, story.generation ?? 0);
  story.spans = proofSpans(toolbox, proof);
  await announce(toolbox, story, 'success', `${done}.`);
  await releaseLock(toolbox, story);
  return finish(toolbox, story, {
    outcome: 'succeeded',
    isUnfinished: false,
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline: `Cutover done and proven: ${toolbox.environment.rule} DISABLED -> ENABLED, ${done}, ten criteria passed.`,
    next: [commandsFor(toolbox.environment).rollback, commandsFor(toolbox.environment).verify],
    data: { accepted, runs: proof.runs.map(({ requestId }) => requestId) },
  });
}

/** From the call that enabled the rule to its first effect, and to the proof: on the clock of the world. */
function proofSpans({ clock }: Toolbox, { runs, enabledAtMs }: ProvenCutover): readonly Span[] {
  const first = runs[0];
  const nowMs = clock.now().getTime();
  const span = (id: string, title: string, endMs: number): Span => ({
    id,
    title,
    startedAt: new Date(enabledAtMs).toISOString(),
    endedAt: new Date(endMs).toISOString(),
    durationMs: endMs - enabledAtMs,
    timebase: clock.kind,
    basis: 'observed',
    limitMs: null,
  });
  const started = first ? [span('first-run', 'rule enabled -> first run started', firstMs(first))] : [];
  return [...started, span('proof', 'rule enabled -> proven by ten criteria', nowMs)];
}

/** AWS refused, or another sender stands in the way: the rule is as it was, so the lock is given back. */
export async function endRefused(
  toolbox: Toolbox,
  story: Story,
  enabled: EnableOutcome,
): Promise<CommandResult> {
  await releaseLock(toolbox, story);
  return finish(toolbox, story, {
    outcome: 'refused',
    isUnfinished: false,
    exitCode: enabled.state === 'refused' ? exitCodes.verdictNo : codeOf(enabled.error),
    verdict: fail(enabled.detail),
    headline: `Nothing was changed. ${enabled.detail}`,
    next: [
      enabled.error instanceof OperatorError
        ? enabled.error.text.next
        : commandsFor(toolbox.environment).preflight,
      commandsFor(toolbox.environment).cutover,
    ],
    data: { errorCode: enabled.error instanceof OperatorError ? enabled.error.code : null },
  });
}

function codeOf(error: Error | null): ExitCode {
  return error instanceof OperatorError ? error.exitCode : exitCodes.unreachable;
}

/** The lock stays, so that nobody begins anew before it is known what is true. */
export async function endInDoubt(
  toolbox: Toolbox,
  story: Story,
  enabled: EnableOutcome,
): Promise<CommandResult> {
  const { rule } = toolbox.environment;
  const live =
    enabled.liveState === null ? `${rule} could not be read` : `${rule} read back as ${enabled.liveState}`;
  await announce(toolbox, story, 'escalation', `EnableRule got no usable answer; ${live}.`);
  return finish(toolbox, story, {
    outcome: 'in-doubt',
    isUnfinished: true,
    exitCode: exitCodes.inDoubt,
    verdict: inconclusive(`EnableRule got no usable answer; ${live}`),
    headline: `In doubt: EnableRule got no usable answer. Just now ${live}; it may still change. ${lockSentence(story)}`,
    next: waysOn(toolbox),
    data: { liveState: enabled.liveState },
  });
}

export async function endUnproven(toolbox: Toolbox, story: Story, reason: string): Promise<CommandResult> {
  await announce(toolbox, story, 'escalation', reason);
  return finish(toolbox, story, {
    outcome: 'unproven',
    isUnfinished: true,
    exitCode: exitCodes.actedUnproven,
    verdict: inconclusive(reason),
    headline: `Not proven: ${reason} ${lockSentence(story)}`,
    next: waysOn(toolbox),
  });
}

/** Never a rollback: no traffic and open claims are no failure of the sender. */
export function endOpen(
  toolbox: Toolbox,
  story: Story,
  proof: Extract<Proof, { state: 'open' }>,
): Promise<CommandResult> {
  const isQuiet = proof.causes.length > 0 && proof.causes.every((cause) => cause === 'no-traffic');
  const quiet = isQuiet ? ' Nothing failed; there was nothing to send.' : '';
  return endUnproven(toolbox, story, `${toolbox.environment.rule} is ENABLED, and ${proof.reason}.${quiet}`);
}

export function endDryRun(toolbox: Toolbox, story: Story, { hash }: PlannedCutover): CommandResult {
  return finish(toolbox, story, {
    outcome: 'dry-run',
    isUnfinished: false,
    exitCode: exitCodes.doneAndProven,
    verdict: inconclusive('dry run: nothing was changed'),
    headline: `Dry run: nothing was changed. Plan ${hash.slice(0, 12)} is what a cutover would do.`,
    next: [commandsFor(toolbox.environment).cutover],
  });
}

export function lockSentence({ lock }: Story): string {
  return lock ? `The lock stays with this cutover until ${lock.expiresAt}.` : 'No lock is held.';
}

/** Back or on: what an operator may do with a cutover that is neither proven nor failed. */
export function waysOn({ environment }: Toolbox): readonly string[] {
  const { rollback, resume } = commandsFor(environment);
  return [rollback, resume];
}
