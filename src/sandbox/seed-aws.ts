import type { EventsService } from './events/events-service.ts';
import type { FunctionSeed } from './lambda/function-store.ts';
import type { LambdaService } from './lambda/lambda-service.ts';
import { addPermission } from './lambda/policy-operations.ts';
import type { LogsService } from './logs/logs-service.ts';
import { isComparison } from './metrics/alarm-record.ts';
import type { MetricsService } from './metrics/metrics-service.ts';
import type { RegistryService } from './neighbours.ts';
import type { SandboxContext } from './sandbox-context.ts';
import type { AlarmSpec, WorldScenario, WorldSpec } from './world-spec.ts';

export interface AwsParts {
  readonly lambda: LambdaService;
  readonly events: EventsService;
  readonly logs: LogsService;
  readonly metrics: MetricsService;
  readonly registry: RegistryService;
}

const defaultSchedule = 'rate(20 minutes)';
const dayMs = 24 * 60 * 60 * 1000;

/** Functions, rules, alarms and log groups as they stand just before a cutover: all in place, the new rule off. */
export function seedAws(
  context: SandboxContext,
  { spec, scenario }: { readonly spec: WorldSpec; readonly scenario: WorldScenario },
  parts: AwsParts,
): void {
  seedFunctions(spec, parts);
  // As the sender is deployed: a failed run is not repeated by Lambda itself, the next tick does that.
  const noRetries = { maximumRetryAttempts: 0, maximumEventAgeSeconds: 300, lastModifiedMs: context.nowMs() };
  parts.lambda.functions.find(spec.function).record.asyncConfig = noRetries;
  seedRules(context, spec, parts);
  if (scenario.trial === 'ran') seedTrialRuns(context, spec, parts.metrics);
  for (const alarm of spec.alarms) seedAlarm(alarm, spec.topicArn, parts.metrics);
}

function seedFunctions(spec: WorldSpec, parts: AwsParts): void {
  const { run, relay } = spec.bundles;
  const ordinary = { memoryMb: 1024, timeoutSeconds: 300, environment: {} };
  const runSeed = {
    ...ordinary,
    name: spec.function,
    bundle: run,
    logGroup: spec.logGroup,
    // Nobody has to answer for the backlog of an invented shop; the Lambda reads this in the sandbox alone.
    environment: { NAVER_SMS_SANDBOX_ACKNOWLEDGED: '2026-01-01' },
  };
  createFunction(runSeed, spec, parts);
  createFunction(
    { ...ordinary, name: spec.relay, bundle: relay, memoryMb: 256, timeoutSeconds: 30 },
    spec,
    parts,
  );
  // The old sender and a drill's target end at once: what they would do is not part of this world.
  createFunction({ ...ordinary, name: spec.legacy.function, bundle: null }, spec, parts);
  if (spec.drill) createFunction({ ...ordinary, name: spec.drill.function, bundle: null }, spec, parts);
  const relayFunction = parts.lambda.functions.find(spec.relay);
  addPermission(relayFunction, {
    StatementId: 'alarms',
    Action: 'lambda:InvokeFunction',
    Principal: 'sns.amazonaws.com',
    SourceArn: spec.topicArn,
  });
}

function createFunction(seed: Omit<FunctionSeed, 'imageUri'>, spec: WorldSpec, parts: AwsParts): void {
  if (parts.lambda.functions.all.some(({ name }) => name === seed.name)) return;
  const repository = seed.name.toLowerCase();
  const digest = parts.registry.push(repository, 'cutover');
  const imageUri = `${spec.account}.dkr.ecr.${spec.region}.amazonaws.com/${repository}@${digest}`;
  const record = parts.lambda.functions.create({ ...seed, imageUri });
  parts.logs.store.create(record.logGroup, 30);
}

function seedRules(context: SandboxContext, spec: WorldSpec, parts: AwsParts): void {
  const { rule, legacy, drill } = spec;
  seedRule(context, { name: rule, target: spec.function, isEnabled: false }, spec, parts);
  seedRule(
    context,
    { name: legacy.rule, target: legacy.function, isEnabled: legacy.operational },
    spec,
    parts,
  );
  if (drill) seedRule(context, { name: drill.rule, target: drill.function, isEnabled: true }, spec, parts);
}

function seedRule(
  context: SandboxContext,
  { name, target, isEnabled }: { name: string; target: string; isEnabled: boolean },
  spec: WorldSpec,
  { events, lambda }: AwsParts,
): void {
  const expression = spec.schedule ?? defaultSchedule;
  // A month old, in a phase of its own: the next tick of a 20-minute rate is 10 to 16 minutes away.
  const createdMs =
    context.nowMs() - 30 * dayMs - Math.floor((4 + context.chanceOf(`phase of ${name}`) * 6) * 60_000);
  const rule = events.rules.put({ name, expression, isEnabled, createdMs });
  const { arn } = lambda.functions.find(target).record;
  rule.targets.set('target', {
    id: 'target',
    arn,
    input: null,
    maximumRetryAttempts: 0,
    maximumEventAgeSeconds: 60,
    deadLetterArn: null,
  });
  addPermission(lambda.functions.find(target), {
    StatementId: name,
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: rule.arn,
  });
}

const minuteMs = 60_000;

/** Two runs that left the points that a good run leaves: nothing breaches, and Throttles has none. */
function seedTrialRuns(context: SandboxContext, spec: WorldSpec, { store }: MetricsService): void {
  for (const agoMs of [35 * minuteMs, 15 * minuteMs]) {
    const at = { timestampMs: context.nowMs() - agoMs };
    for (const { namespace, metric: name, dimensions, comparison, threshold } of spec.alarms) {
      const isRelays = dimensions.FunctionName === spec.relay;
      if (isRelays || name === 'Throttles') continue;
      const value = comparison.startsWith('LessThan') ? threshold : 0;
      store.record({ ...at, namespace, name, dimensions, value });
    }
    const dimensions = { FunctionName: spec.function };
    store.record({ ...at, namespace: 'AWS/Lambda', name: 'Invocations', dimensions, value: 1 });
  }
}

function seedAlarm(alarm: AlarmSpec, topicArn: string, metrics: MetricsService): void {
  const { comparison } = alarm;
  if (!isComparison(comparison)) throw new RangeError(`alarm ${alarm.name} compares with ${comparison}`);
  metrics.alarms.seed({
    name: alarm.name,
    description: alarm.description ?? '',
    actionsEnabled: true,
    actions: { OK: [topicArn], ALARM: [topicArn], INSUFFICIENT_DATA: [] },
    rule: {
      namespace: alarm.namespace,
      name: alarm.metric,
      dimensions: alarm.dimensions,
      statistic: alarm.statistic,
      periodSeconds: alarm.periodSeconds,
      evaluationPeriods: alarm.evaluationPeriods,
      datapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods,
      threshold: alarm.threshold,
      comparison,
      treatMissingData: alarm.treatMissingData,
    },
  });
}
