import type { SandboxService } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { ruleOperations } from './rule-operations.ts';
import { RuleStore } from './rule-store.ts';
import { Scheduler, type SchedulerOptions } from './scheduler.ts';
import { targetOperations } from './target-operations.ts';

export interface EventsService extends SandboxService {
  readonly rules: RuleStore;
  readonly scheduler: Scheduler;
}

/** EventBridge's rules on the default bus, with a scheduler that really fires them. */
export function createEventsService(
  context: SandboxContext,
  options: Omit<SchedulerOptions, 'context' | 'rules'>,
): EventsService {
  const rules = new RuleStore(context);
  const scheduler = new Scheduler({ context, rules, ...options });
  const operations = { ...ruleOperations(context, rules), ...targetOperations(rules) };
  return { name: 'events', rules, scheduler, operations };
}
