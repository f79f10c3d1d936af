/* The lock in the control table: one operator changes an environment at a time. It never keeps a rollback waiting. */
import type { LockItem } from '../../domain/control-item.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import { commandsFor } from '../commands-for.ts';
import { operatorName } from '../operator-name.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';
import type { Story } from './story.ts';

export interface LockRequest {
  /** How long it holds at most, milliseconds: a dead holder must not block for ever. */
  readonly holdMs: number;
  /** Take it although another holds it; needs --reason. */
  readonly steal: boolean;
}

/** Takes the lock, or throws LOCK_HELD, naming the holder. A lock of the run that is resumed counts as our own. */
export async function takeLock(toolbox: Toolbox, story: Story, request: LockRequest): Promise<void> {
  const held = await toolbox.aws.control.read('lock');
  const nowMs = toolbox.clock.now().getTime();
  const isOurs = held !== null && (story.resumed?.runs.includes(held.run) ?? false);
  const isLapsed = held !== null && Date.parse(held.expiresAt) <= nowMs;
  if (held && !isOurs && !isLapsed) allowSteal(toolbox, held, request);
  const item: LockItem = {
    owner: operatorName(toolbox.operator),
    operation: 'cutover',
    run: toolbox.run,
    since: toolbox.clock.now().toISOString(),
    expiresAt: new Date(nowMs + request.holdMs).toISOString(),
  };
  const outcome = await runStep(toolbox, {
    id: 'lock',
    title: `Take the lock on ${toolbox.environment.name}`,
    change: { kind: 'control-item', name: 'lock', action: 'put' },
    act: () => toolbox.aws.control.replace('lock', held, item),
    describe: () => `held until ${item.expiresAt}${held ? `, taken over from ${held.owner}` : ''}`,
  });
  story.steps.push(outcome.step);
  if (outcome.state === 'done') story.lock = item;
  else if (outcome.state !== 'skipped') await settleDoubt(toolbox, story, item, outcome.error);
}

/** A write without an answer may have taken effect: the item itself says whose the lock is. */
async function settleDoubt(toolbox: Toolbox, story: Story, item: LockItem, error: Error): Promise<void> {
  if (!(error instanceof OperatorError)) throw error;
  const now = await toolbox.aws.control.read('lock');
  if (now?.run === item.run) {
    story.lock = item;
    return;
  }
  if (error.code === 'CONDITION_FAILED' && now) throw lockHeld(toolbox, now);
  throw error;
}

function allowSteal(toolbox: Toolbox, held: LockItem, { steal }: LockRequest): void {
  if (!steal || toolbox.operator.reason === null) throw lockHeld(toolbox, held);
  const text = `The lock of ${held.owner} (${held.operation}, since ${held.since}) is taken over: ${toolbox.operator.reason}`;
  toolbox.report({ kind: 'warning', text });
}

function lockHeld({ environment }: Toolbox, held: LockItem): OperatorError {
  const { resume, stealLock } = commandsFor(environment);
  return new OperatorError('LOCK_HELD', {
    what: `${held.owner} holds the lock for ${held.operation} since ${held.since}, until ${held.expiresAt}.`,
    now: 'This command changed nothing.',
    next: `Ask them. If their run died: ${resume}. Otherwise: ${stealLock}`,
  });
}

/** Gives our lock back. What keeps it from that is said, and changes nothing else: it lapses by itself. */
export async function releaseLock(toolbox: Toolbox, story: Story): Promise<void> {
  const { lock } = story;
  if (!lock) return;
  const outcome = await runStep(toolbox, {
    id: 'unlock',
    title: 'Give the lock back',
    change: { kind: 'control-item', name: 'lock', action: 'remove' },
    act: () => toolbox.aws.control.remove('lock', lock),
    describe: () => 'free for the next operator',
  });
  story.steps.push(outcome.step);
  story.lock = null;
  if (outcome.state === 'done') return;
  toolbox.report({
    kind: 'warning',
    text: `The lock could not be given back. It lapses at ${lock.expiresAt}.`,
  });
}
