/* The lock in the control table: one operator changes an environment at a time. It never keeps a rollback waiting. */
import type { LockItem } from '../domain/control-item.ts';
import type { StepResult } from '../domain/step-result.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { operatorName } from './operator-name.ts';
import { runStep } from './run-step.ts';
import type { Toolbox } from './toolbox.ts';

export interface LockOrder {
  /** The verb that holds it, for the next operator. */
  readonly operation: string;
  /** How long it holds at most, milliseconds: a dead holder must not block for ever. */
  readonly holdMs: number;
  /** Take it although another holds it; needs --reason. */
  readonly steal: boolean;
  /** True of a lock that counts as our own: its run is known to have ended. */
  readonly isOurs: (held: LockItem) => boolean;
  /** What the operator can do while another holds it. */
  readonly whenHeld: string;
  readonly onStep: (step: StepResult) => void;
}

/** Takes the lock, or throws LOCK_HELD, naming the holder. Null in a dry run. */
export async function takeEnvironmentLock(toolbox: Toolbox, order: LockOrder): Promise<LockItem | null> {
  const held = await toolbox.aws.control.read('lock');
  const nowMs = toolbox.clock.now().getTime();
  const isOurs = held !== null && order.isOurs(held);
  const isLapsed = held !== null && Date.parse(held.expiresAt) <= nowMs;
  if (held && !isOurs && !isLapsed) allowSteal(toolbox, held, order);
  const item: LockItem = {
    owner: operatorName(toolbox.operator),
    operation: order.operation,
    run: toolbox.run,
    since: toolbox.clock.now().toISOString(),
    expiresAt: new Date(nowMs + order.holdMs).toISOString(),
  };
  const outcome = await runStep(toolbox, {
    id: 'lock',
    title: `Take the lock on ${toolbox.environment.name}`,
    change: { kind: 'control-item', name: 'lock', action: 'put' },
    act: () => toolbox.aws.control.replace('lock', held, item),
    describe: () => `held until ${item.expiresAt}${held ? `, taken over from ${held.owner}` : ''}`,
  });
  order.onStep(outcome.step);
  if (outcome.state === 'skipped') return null;
  return outcome.state === 'done' ? item : await settleDoubt(toolbox, order, item, outcome.error);
}

/** A write without an answer may have taken effect: the item itself says whose the lock is. */
async function settleDoubt(
  toolbox: Toolbox,
  order: LockOrder,
  item: LockItem,
  error: Error,
): Promise<LockItem> {
  if (!(error instanceof OperatorError)) throw error;
  const now = await toolbox.aws.control.read('lock');
  if (now?.run === item.run) return item;
  if (error.code === 'CONDITION_FAILED' && now) throw lockHeld(now, order);
  throw error;
}

function allowSteal(toolbox: Toolbox, held: LockItem, order: LockOrder): void {
  if (!order.steal || toolbox.operator.reason === null) throw lockHeld(held, order);
  const text = `The lock of ${held.owner} (${held.operation}, since ${held.since}) is taken over: ${toolbox.operator.reason}`;
  toolbox.report({ kind: 'warning', text });
}

function lockHeld(held: LockItem, { whenHeld }: LockOrder): OperatorError {
  return new OperatorError('LOCK_HELD', {
    what: `${held.owner} holds the lock for ${held.operation} since ${held.since}, until ${held.expiresAt}.`,
    now: 'This command changed nothing.',
    next: whenHeld,
  });
}

/** Gives our lock back. What keeps it from that is said, and changes nothing else: it lapses by itself. */
export async function releaseEnvironmentLock(toolbox: Toolbox, lock: LockItem): Promise<StepResult> {
  const outcome = await runStep(toolbox, {
    id: 'unlock',
    title: 'Give the lock back',
    change: { kind: 'control-item', name: 'lock', action: 'remove' },
    act: () => toolbox.aws.control.remove('lock', lock),
    describe: () => 'free for the next operator',
  });
  if (outcome.state !== 'done') {
    const lost = await whyLockLost(toolbox, lock);
    const text =
      lost === null
        ? `The lock could not be given back. It lapses at ${lock.expiresAt}.`
        : `The lock is no longer ours: ${lost}.`;
    toolbox.report({ kind: 'warning', text });
  }
  return outcome.step;
}

/** Who has the lock now, if it is no longer ours; null while it is, and if it cannot be read. */
export async function whyLockLost({ aws }: Toolbox, ours: Pick<LockItem, 'run'>): Promise<string | null> {
  const held = await aws.control.read('lock').catch(() => 'unread' as const);
  if (held === 'unread') return null;
  if (held === null) return 'somebody removed it';
  if (held.run === ours.run) return null;
  return `${held.owner} holds it for ${held.operation} since ${held.since}, until ${held.expiresAt}`;
}
