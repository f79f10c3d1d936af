/** What a drill must leave as it found it. A drill refuses where that would hide something that is in force. */
import type { DrillTarget } from '../../domain/environment.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { Toolbox } from '../toolbox.ts';

export interface InitialState {
  readonly target: DrillTarget;
  readonly ruleState: 'ENABLED' | 'DISABLED';
  /** Null: none reserved. */
  readonly reserved: number | null;
}

/** Throws DRILL_TARGET_MISSING, AWS_NOT_FOUND, ROLLBACK_IN_FORCE or LOCK_HELD; nothing is changed then. */
export async function readInitialState(toolbox: Toolbox): Promise<InitialState> {
  const target = toolbox.environment.drill;
  if (target === null) throw noTarget(toolbox.environment.name);
  const { control, functions, rules } = toolbox.aws;
  const [stop, brake, lock, rule, reserved] = await Promise.all([
    control.read('stop'),
    control.read('brake'),
    control.read('lock'),
    rules.describe(target.rule),
    functions.reservedConcurrency(target.function),
  ]);
  if (stop !== null) throw inForce(`delivery is stopped by ${stop.who} since ${stop.at} (${stop.why})`);
  if (brake !== null) throw inForce(`${brake.function} is braked by ${brake.setBy} since ${brake.at}`);
  if (reserved === 0) throw inForce(`${target.function} has reserved concurrency 0`);
  if (lock !== null && Date.parse(lock.expiresAt) > toolbox.clock.now().getTime()) throw locked(lock);
  if (rule?.state !== 'ENABLED' && rule?.state !== 'DISABLED')
    throw noRule(target.rule, rule?.state ?? 'missing');
  return { target, ruleState: rule.state, reserved };
}

function noTarget(environment: string): OperatorError {
  return new OperatorError('DRILL_TARGET_MISSING', {
    what: `The environment ${environment} has no drill target.`,
    now: 'Nothing was changed.',
    next: `Add drill: { rule: <name>, function: <name> } to ${environment} in naver-sms.config.yaml.`,
  });
}

function inForce(what: string): OperatorError {
  return new OperatorError('ROLLBACK_IN_FORCE', {
    what: `No drill now: ${what}.`,
    now: 'Nothing was changed; what is in force stays in force.',
    next: 'naver-sms delivery status',
  });
}

function locked(lock: {
  readonly owner: string;
  readonly operation: string;
  readonly expiresAt: string;
}): OperatorError {
  return new OperatorError('LOCK_HELD', {
    what: `No drill now: ${lock.owner} holds the lock for ${lock.operation} until ${lock.expiresAt}, and a drill would overtake it.`,
    now: 'Nothing was changed.',
    next: 'Wait for it to end, then: naver-sms rollback --drill',
  });
}

function noRule(rule: string, state: string): OperatorError {
  return new OperatorError('AWS_NOT_FOUND', {
    what: `The drill rule ${rule} is ${state}.`,
    now: 'Nothing was changed.',
    next: 'Mend drill.rule in naver-sms.config.yaml, or create the rule.',
  });
}
