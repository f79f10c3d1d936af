/*
 * All adapters as one object whose services are imported on first use: `--help` loads no SDK client, a rollback loads
 * three of them.
 */
import type { CallRecorder } from './call-recorder.ts';
import type {
  AwsServices,
  ControlService,
  FunctionService,
  LogService,
  MetricService,
  RuleService,
} from './services.ts';
import type { TableService } from './table-service.ts';

export interface AwsServicesOptions {
  readonly region: string;
  /** The name of the control table. */
  readonly controlTable: string;
  readonly recorder: CallRecorder;
}

/** Nothing is imported or called before the first use of a service. */
export function createAwsServices({ region, controlTable, recorder }: AwsServicesOptions): AwsServices {
  const options = { region, recorder: recorder.plugin };
  const identity = once(async () =>
    (await import('./sts.ts')).createIdentityService(options, recorder.identityEndpoint),
  );
  const functions = once(async () => (await import('./lambda.ts')).createFunctionService(options));
  const images = once(async () => (await import('./ecr.ts')).createImageService(options));
  const secrets = once(async () => (await import('./secrets-manager.ts')).createSecretService(options));
  const topics = once(async () => (await import('./sns.ts')).createTopicService(options));
  const relay = once(async () => (await import('./relay.ts')).createRelayService(await functions()));
  return {
    identity: { whoAmI: async () => (await identity()).whoAmI() },
    rules: lazyRules(once(async () => (await import('./event-bridge.ts')).createRuleService(options))),
    functions: lazyFunctions(functions),
    logs: lazyLogs(once(async () => (await import('./logs.ts')).createLogService(options))),
    metrics: lazyMetrics(once(async () => (await import('./cloudwatch.ts')).createMetricService(options))),
    control: lazyControl(
      once(async () => (await import('./control-table.ts')).createControlService(options, controlTable)),
    ),
    tables: lazyTables(once(async () => (await import('./tables.ts')).createTableService(options))),
    images: { describe: async (...image) => (await images()).describe(...image) },
    secrets: {
      exists: async (name) => (await secrets()).exists(name),
      currentVersion: async (name) => (await secrets()).currentVersion(name),
    },
    topics: { subscriptions: async (topicArn) => (await topics()).subscriptions(topicArn) },
    relay: { announce: async (...announcement) => (await relay()).announce(...announcement) },
  };
}

type Load<Service> = () => Promise<Service>;

function once<Service>(load: Load<Service>): Load<Service> {
  let loaded: Promise<Service> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

function lazyRules(rules: Load<RuleService>): RuleService {
  return {
    describe: async (name) => (await rules()).describe(name),
    targets: async (name) => (await rules()).targets(name),
    enable: async (name) => (await rules()).enable(name),
    disable: async (name) => (await rules()).disable(name),
  };
}

function lazyFunctions(functions: Load<FunctionService>): FunctionService {
  return {
    configuration: async (...which) => (await functions()).configuration(...which),
    imageUri: async (...which) => (await functions()).imageUri(...which),
    aliasVersion: async (...which) => (await functions()).aliasVersion(...which),
    policyStatements: async (...which) => (await functions()).policyStatements(...which),
    reservedConcurrency: async (name) => (await functions()).reservedConcurrency(name),
    setReservedConcurrency: async (name, value) => (await functions()).setReservedConcurrency(name, value),
    clearReservedConcurrency: async (name) => (await functions()).clearReservedConcurrency(name),
    asyncConfig: async (name) => (await functions()).asyncConfig(name),
    invoke: async (name, payload) => (await functions()).invoke(name, payload),
  };
}

function lazyLogs(logs: Load<LogService>): LogService {
  return {
    group: async (name) => (await logs()).group(name),
    filter: async function* (group, range) {
      yield* (await logs()).filter(group, range);
    },
  };
}

function lazyMetrics(metrics: Load<MetricService>): MetricService {
  return {
    series: async (queries, range) => (await metrics()).series(queries, range),
    alarms: async (prefix) => (await metrics()).alarms(prefix),
    compositesOver: async (name) => (await metrics()).compositesOver(name),
    alarmHistory: async (name, sinceMs) => (await metrics()).alarmHistory(name, sinceMs),
    setAlarmState: async (...change) => (await metrics()).setAlarmState(...change),
  };
}

function lazyControl(control: Load<ControlService>): ControlService {
  return {
    read: async (name) => (await control()).read(name),
    replace: async (name, expected, item) => (await control()).replace(name, expected, item),
    putStop: async (item) => (await control()).putStop(item),
    remove: async (name, expected) => (await control()).remove(name, expected),
    increment: async (name, stamp) => (await control()).increment(name, stamp),
    runsSince: async (startedAtIso) => (await control()).runsSince(startedAtIso),
  };
}

function lazyTables(tables: Load<TableService>): TableService {
  return {
    describe: async (name) => (await tables()).describe(name),
    expiryAttribute: async (name) => (await tables()).expiryAttribute(name),
    claimsOfRun: async (table, runId) => (await tables()).claimsOfRun(table, runId),
    openClaims: async (table) => (await tables()).openClaims(table),
    claimsInState: async (table, state) => (await tables()).claimsInState(table, state),
    listedClaimsOfRun: async (table, runId) => (await tables()).listedClaimsOfRun(table, runId),
    releaseClaim: async (...order) => (await tables()).releaseClaim(...order),
  };
}
