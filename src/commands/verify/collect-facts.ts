/* Reads every source of the ten criteria at once. Judging is the domain's. */
import type { FunctionConfiguration } from '../../aws/services.ts';
import type { AlarmFact, ClaimFact, Reading, VerificationFacts } from '../../domain/verification-facts.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import { alarmPrefix } from '../../monitoring/alarms.ts';
import { commandsFor } from '../commands-for.ts';
import { readScheduledRuns } from '../read-scheduled-runs.ts';
import { readSenderRules } from '../read-sender-rules.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';
import { readClaims } from './read-claims.ts';
import { readMetricSums } from './read-metrics.ts';

/** The function as it is configured: its log group is read from here, never guessed from its name. */
export interface JudgedFunction {
  readonly logGroup: string;
  readonly memoryMb: number;
}

/** Everything that is judged, read now for the window from `sinceMs`. */
export async function collectFacts(
  toolbox: Toolbox,
  judged: Reading<JudgedFunction>,
  sinceMs: number,
): Promise<VerificationFacts> {
  const [rules, [runs, claims], metrics, alarms] = await Promise.all([
    readSenderRules(toolbox),
    readRunsAndClaims(toolbox, judged, sinceMs),
    readMetricSums(toolbox, sinceMs),
    readAlarms(toolbox),
  ]);
  const configuredMemoryMb = judged.state === 'read' ? { ...judged, value: judged.value.memoryMb } : judged;
  return {
    sinceMs,
    untilMs: toolbox.clock.now().getTime(),
    rules,
    configuredMemoryMb,
    runs,
    metrics,
    claims,
    alarms,
  };
}

/** Reads where the function logs and how much memory it has. */
export function readJudgedFunction(toolbox: Toolbox): Promise<Reading<JudgedFunction>> {
  const { function: name } = toolbox.environment;
  return tryRead(toolbox, {
    source: `lambda:GetFunctionConfiguration ${name}`,
    ask: async () => present(toolbox, await toolbox.aws.functions.configuration(name)),
  });
}

async function readRunsAndClaims(toolbox: Toolbox, judged: Reading<JudgedFunction>, sinceMs: number) {
  if (judged.state === 'unreadable') return [judged, judged] as const;
  const runs = await readScheduledRuns(toolbox, { logGroup: judged.value.logGroup, sinceMs });
  const claims: Reading<readonly ClaimFact[]> =
    runs.state === 'read' ? await readClaims(toolbox, runs.value) : runs;
  return [runs, claims] as const;
}

function readAlarms(toolbox: Toolbox): Promise<Reading<readonly AlarmFact[]>> {
  return tryRead(toolbox, {
    source: `cloudwatch:DescribeAlarms ${alarmPrefix}`,
    ask: () => toolbox.aws.metrics.alarms(alarmPrefix),
  });
}

function present(
  { environment }: Toolbox,
  configuration: FunctionConfiguration | null,
): FunctionConfiguration {
  if (configuration) return configuration;
  throw new OperatorError('AWS_NOT_FOUND', {
    what: `The function ${environment.function} is not there.`,
    now: 'Nothing was changed.',
    next: commandsFor(environment).preflight,
  });
}
