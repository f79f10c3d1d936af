import type { MetricSink } from '../metrics/metric-sink.ts';
import type { InvokeFunctionAsync } from '../neighbours.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import type { Happening } from '../time/happenings.ts';
import type { RuleChange, RuleRecord, RuleStore, RuleTargetRecord } from './rule-store.ts';

export interface SchedulerDials {
  /** A change of state works after this long: the vendor says "a short period of time", without a number. */
  readonly propagationMs: number;
  /** Where the steps of rate() begin. Documented is the creation of the rule; users report its enabling. */
  readonly ratePhase: 'creation' | 'enabling';
  /** The longest ordinary delay of a tick; each tick's own is drawn from 0 to this. */
  readonly lateMs: number;
  /** How much later the first tick after an enabling comes, beside its ordinary delay. */
  readonly firstTickLateMs: number;
  /** How often a tick fires twice, 0 to 1: schedules are delivered "at least once". */
  readonly duplicateChance: number;
}

export interface SchedulerOptions {
  readonly context: SandboxContext;
  readonly rules: RuleStore;
  readonly metrics: MetricSink;
  readonly invokeAsync: InvokeFunctionAsync;
  readonly dials: SchedulerDials;
}

/** One firing, as inspect() shows it. */
export interface TickEntry {
  readonly rule: string;
  readonly scheduledMs: number;
  readonly firedMs: number;
}

interface Planned {
  happening: Happening | null;
  /** The state that ticks see, which follows the rule's own after the propagation delay. */
  isEffective: boolean;
  isFirstTick: boolean;
}

/** Fires rules on the virtual clock: only enabled ones, each tick by the time that its schedule gives. */
export class Scheduler {
  readonly ticks: TickEntry[] = [];
  readonly #options: SchedulerOptions;
  readonly #planned = new Map<string, Planned>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
    options.rules.watch((rule, change) => this.#follow(rule, change));
  }

  #follow(rule: RuleRecord, change: RuleChange): void {
    if (change === 'deleted') {
      this.#planned.get(rule.name)?.happening?.cancel();
      this.#planned.delete(rule.name);
      return;
    }
    const known = this.#planned.get(rule.name);
    const isNew = known === undefined;
    const planned: Planned = known ?? { happening: null, isEffective: rule.isEnabled, isFirstTick: true };
    this.#planned.set(rule.name, planned);
    if (!isNew) this.#propagate(rule, planned);
    // A tick that is due and only late still comes when the rule is disabled meanwhile.
    if (change === 'disabled') return;
    planned.isFirstTick = true;
    this.#plan(rule, planned);
  }

  #propagate(rule: RuleRecord, planned: Planned): void {
    const { context, dials } = this.#options;
    const { isEnabled } = rule;
    context.schedule(context.nowMs() + dials.propagationMs, `rule ${rule.name} changes state`, () => {
      planned.isEffective = isEnabled;
    });
  }

  /** A disabled rule has its ticks planned too: whether one fires is decided when it comes. */
  #plan(rule: RuleRecord, planned: Planned): void {
    planned.happening?.cancel();
    const { context } = this.#options;
    this.#planTick(rule, planned, rule.schedule.nextAfter(context.nowMs(), this.#phaseMs(rule)));
  }

  #planTick(rule: RuleRecord, planned: Planned, scheduledMs: number | null): void {
    if (scheduledMs === null) return;
    const { context } = this.#options;
    const tick = `tick of ${rule.name} at ${scheduledMs}`;
    const atMs = scheduledMs + this.#delayMs(planned, tick);
    planned.happening = context.schedule(atMs, `tick of ${rule.name}`, () => {
      if (planned.isEffective) planned.isFirstTick = false;
      this.#planTick(rule, planned, rule.schedule.nextAfter(scheduledMs, this.#phaseMs(rule)));
      if (!planned.isEffective) return;
      this.#fire(rule, scheduledMs);
      if (context.chanceOf(`duplicate of ${tick}`) < this.#options.dials.duplicateChance)
        this.#fire(rule, scheduledMs);
    });
  }

  #delayMs({ isFirstTick }: Planned, tick: string): number {
    const { context, dials } = this.#options;
    return (
      Math.floor(context.chanceOf(`delay of ${tick}`) * dials.lateMs) +
      (isFirstTick ? dials.firstTickLateMs : 0)
    );
  }

  #phaseMs(rule: RuleRecord): number {
    return this.#options.dials.ratePhase === 'creation' ? rule.createdMs : rule.enabledMs;
  }

  #fire(rule: RuleRecord, scheduledMs: number): void {
    this.ticks.push({ rule: rule.name, scheduledMs, firedMs: this.#options.context.nowMs() });
    this.#count(rule, 'TriggeredRules');
    for (const target of rule.targets.values()) this.#deliver(rule, target, scheduledMs);
  }

  #deliver(rule: RuleRecord, target: RuleTargetRecord, scheduledMs: number): void {
    const payload = target.input ?? JSON.stringify(this.#scheduledEvent(rule, scheduledMs));
    const principal = 'events.amazonaws.com';
    this.#count(rule, 'Invocations');
    try {
      this.#options.invokeAsync({ functionArn: target.arn, payload, principal, sourceArn: rule.arn });
    } catch {
      // The vendor tells of a refused or missing target in this metric alone.
      this.#count(rule, 'FailedInvocations');
    }
  }

  #scheduledEvent(rule: RuleRecord, scheduledMs: number): Record<string, unknown> {
    const { context } = this.#options;
    return {
      version: '0',
      id: context.newId(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: context.account,
      time: new Date(scheduledMs).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: context.region,
      resources: [rule.arn],
      detail: {},
    };
  }

  #count(rule: RuleRecord, name: string): void {
    const dimensions = { RuleName: rule.name };
    const timestampMs = this.#options.context.nowMs();
    this.#options.metrics.record({ namespace: 'AWS/Events', name, dimensions, timestampMs, value: 1 });
  }
}
