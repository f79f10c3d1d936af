/* Everything preflight reads, each asked once however many checks want it. */
import type { Alarm } from '../../aws/alarm.ts';
import type { AwsServices, FunctionConfiguration, Rule, RuleTarget } from '../../aws/services.ts';
import type { ApprovalItem, GenerationItem, LockItem, StopItem } from '../../domain/control-item.ts';
import type { Reading, RuleFact } from '../../domain/verification-facts.ts';
import { alarmPrefix } from '../../monitoring/alarms.ts';
import { readSenderRules } from '../read-sender-rules.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';
import { type DeployedFunction, deriveFunction, invokeName } from './deployed-function.ts';
import { type ProbedBuild, probeFunction } from './probe-function.ts';

type Read<T> = () => Promise<Reading<T>>;

export interface LiveReads {
  readonly toolbox: Toolbox;
  readonly rule: Read<Rule | null>;
  readonly senderRules: Read<readonly RuleFact[]>;
  readonly targets: Read<readonly RuleTarget[]>;
  readonly deployed: Read<DeployedFunction>;
  readonly relay: Read<FunctionConfiguration | null>;
  readonly permission: Read<readonly Record<string, unknown>[]>;
  readonly concurrency: Read<number | null>;
  readonly asyncConfig: Read<Awaited<ReturnType<AwsServices['functions']['asyncConfig']>>>;
  readonly image: Read<Awaited<ReturnType<AwsServices['images']['describe']>>>;
  readonly logGroup: Read<Awaited<ReturnType<AwsServices['logs']['group']>>>;
  readonly build: Read<ProbedBuild>;
  readonly alarms: Read<readonly Alarm[]>;
  readonly approval: Read<ApprovalItem | null>;
  readonly stop: Read<StopItem | null>;
  readonly lock: Read<LockItem | null>;
  readonly generation: Read<GenerationItem | null>;
}

/** Lazy and shared: the first check that asks makes the call, the others get the same answer. */
export function liveReads(toolbox: Toolbox): LiveReads {
  const { aws, environment } = toolbox;
  const read = <T>(source: string, ask: () => Promise<T>): Read<T> =>
    once(() => tryRead(toolbox, { source, ask }));
  const targets = read(`events:ListTargetsByRule ${environment.rule}`, () =>
    aws.rules.targets(environment.rule),
  );
  const deployed = once(() =>
    after(targets, toolbox, 'lambda:GetFunction', (list) => deriveFunction(toolbox, list)),
  );
  const ofDeployed = <T>(source: string, ask: (found: DeployedFunction) => Promise<T>): Read<T> =>
    once(() => after(deployed, toolbox, source, ask));
  const control = <Name extends 'approval' | 'stop' | 'lock' | 'generation'>(name: Name) =>
    read(`dynamodb:GetItem ${environment.tables.control} ${name}`, () => aws.control.read(name));
  return {
    toolbox,
    rule: read(`events:DescribeRule ${environment.rule}`, () => aws.rules.describe(environment.rule)),
    senderRules: once(() => readSenderRules(toolbox)),
    targets,
    deployed,
    relay: read(`lambda:GetFunctionConfiguration ${environment.relay}`, () =>
      aws.functions.configuration(environment.relay),
    ),
    permission: ofDeployed('lambda:GetPolicy', ({ name, qualifier }) =>
      aws.functions.policyStatements(name, qualifier ?? undefined),
    ),
    concurrency: ofDeployed('lambda:GetFunctionConcurrency', ({ name }) =>
      aws.functions.reservedConcurrency(name),
    ),
    asyncConfig: ofDeployed('lambda:GetFunctionEventInvokeConfig', ({ name }) =>
      aws.functions.asyncConfig(name),
    ),
    image: ofDeployed('ecr:DescribeImages', async ({ image }) =>
      image ? aws.images.describe(image.repository, image.digest) : null,
    ),
    logGroup: ofDeployed('logs:DescribeLogGroups', ({ configuration }) =>
      aws.logs.group(configuration.logGroup),
    ),
    build: ofDeployed('lambda:Invoke {"mode":"probe"}', (found) => probeFunction(toolbox, invokeName(found))),
    alarms: read(`cloudwatch:DescribeAlarms ${alarmPrefix}`, () => aws.metrics.alarms(alarmPrefix)),
    approval: control('approval'),
    stop: control('stop'),
    lock: control('lock'),
    generation: control('generation'),
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask();
    return answer;
  };
}

/** Asks with what an earlier reading found; where that could not be read, neither can this. */
async function after<From, To>(
  earlier: Read<From>,
  toolbox: Toolbox,
  source: string,
  ask: (from: From) => Promise<To>,
): Promise<Reading<To>> {
  const from = await earlier();
  return from.state === 'read' ? tryRead(toolbox, { source, ask: () => ask(from.value) }) : from;
}
