import { awsError } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { readSchedule, type Schedule } from './schedule-expression.ts';

export interface RuleRecord {
  readonly name: string;
  readonly arn: string;
  description: string;
  expression: string;
  schedule: Schedule;
  isEnabled: boolean;
  readonly createdMs: number;
  enabledMs: number;
  readonly targets: Map<string, RuleTargetRecord>;
}

export interface RuleTargetRecord {
  readonly id: string;
  readonly arn: string;
  /** Constant event; null sends the scheduled event itself. */
  readonly input: string | null;
  readonly maximumRetryAttempts: number | null;
  readonly maximumEventAgeSeconds: number | null;
  readonly deadLetterArn: string | null;
}

/** The rules of the default bus. Whoever changes one tells the scheduler through `onChange`. */
export class RuleStore {
  readonly rules = new Map<string, RuleRecord>();
  readonly #context: SandboxContext;
  #onChange: (rule: RuleRecord, change: RuleChange) => void = () => undefined;

  constructor(context: SandboxContext) {
    this.#context = context;
  }

  watch(onChange: (rule: RuleRecord, change: RuleChange) => void): void {
    this.#onChange = onChange;
  }

  /** Creates or changes. `createdMs` lets a seed say that a rule has been there for long. */
  put(rule: {
    name: string;
    expression: string;
    isEnabled: boolean;
    description?: string;
    createdMs?: number;
  }): RuleRecord {
    const schedule = readSchedule(rule.expression);
    const known = this.rules.get(rule.name);
    const createdMs = rule.createdMs ?? this.#context.nowMs();
    const record: RuleRecord = known ?? {
      ...rule,
      description: '',
      schedule,
      arn: `arn:aws:events:${this.#context.region}:${this.#context.account}:rule/${rule.name}`,
      createdMs,
      enabledMs: createdMs,
      targets: new Map(),
    };
    record.description = rule.description ?? '';
    record.expression = rule.expression;
    record.schedule = schedule;
    record.isEnabled = rule.isEnabled;
    this.rules.set(rule.name, record);
    this.#onChange(record, 'put');
    return record;
  }

  /** Throws ResourceNotFoundException. */
  find(name: string): RuleRecord {
    const rule = this.rules.get(name);
    if (!rule)
      throw awsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
    return rule;
  }

  enable(name: string): void {
    const rule = this.find(name);
    if (rule.isEnabled) return;
    rule.isEnabled = true;
    rule.enabledMs = this.#context.nowMs();
    this.#onChange(rule, 'enabled');
  }

  disable(name: string): void {
    const rule = this.find(name);
    if (!rule.isEnabled) return;
    rule.isEnabled = false;
    this.#onChange(rule, 'disabled');
  }

  /** Deleting what is not there succeeds; a rule that has targets is refused (API_DeleteRule). */
  delete(name: string): void {
    const rule = this.rules.get(name);
    if (!rule) return;
    if (rule.targets.size > 0) {
      throw awsError('ValidationException', "Rule can't be deleted since it has targets.");
    }
    this.rules.delete(name);
    this.#onChange(rule, 'deleted');
  }
}

export type RuleChange = 'put' | 'enabled' | 'disabled' | 'deleted';
