/** Puts the legacy sender's rule back on, once ours is drained: there is at most one live sender. */
import type { StepResult } from '../../domain/step-result.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';

export interface LegacyOutcome {
  readonly steps: readonly StepResult[];
  /** Why the legacy sender is not proven to work; null where a recent run was seen. */
  readonly shortfall: string | null;
}

/** A legacy run this recent says that the function still works. Milliseconds: three of its 20-minute ticks. */
const recentMs = 3_600_000;

/** Never throws for what AWS did. Refuses where ours is not drained or the configuration calls legacy not operational. */
export async function enableLegacy(toolbox: Toolbox, isDrained: boolean): Promise<LegacyOutcome> {
  const { legacy } = toolbox.environment;
  if (!isDrained) return refused(`${legacy.rule} stays off: our own sender is not proven drained`);
  if (!legacy.operational) {
    return refused(`${legacy.rule} stays off: the configuration says that legacy is not operational`);
  }
  const recentRuns = await countRecentRuns(toolbox, legacy.function);
  const outcome = await runStep(toolbox, {
    id: 'legacy',
    title: `Enable the legacy rule ${legacy.rule}`,
    change: { kind: 'rule-enabled', rule: legacy.rule },
    act: () => toolbox.aws.rules.enable(legacy.rule),
  });
  if (outcome.state !== 'done')
    return { steps: [outcome.step], shortfall: `${legacy.rule}: ${outcome.step.detail}` };
  const isOn = await toolbox.aws.rules
    .describe(legacy.rule)
    .then((rule) => rule?.state === 'ENABLED')
    .catch(() => false);
  const handedOver = isOn ? await handOver(toolbox) : [];
  return { steps: [outcome.step, ...handedOver], shortfall: shortfallOf(legacy, isOn, recentRuns) };
}

/** Legacy is in charge now: the rows that it marks must not count as foreign after the next live approval. Never throws. */
async function handOver(toolbox: Toolbox): Promise<readonly StepResult[]> {
  const { control } = toolbox.aws;
  const since = await control.read('sole-sender').catch(() => null);
  if (since === null) return [];
  const { step } = await runStep(toolbox, {
    id: 'sole-sender-removed',
    title: 'Note that ours is no longer the only sender',
    change: { kind: 'control-item', name: 'sole-sender', action: 'remove' },
    act: () => control.remove('sole-sender', since),
    describe: () => `was: since ${since.since}`,
  });
  return [step];
}

function shortfallOf(
  legacy: { readonly rule: string; readonly function: string },
  isOn: boolean,
  recentRuns: number | null,
): string | null {
  if (!isOn) return `${legacy.rule} does not read back as ENABLED`;
  if (recentRuns === null) return `whether ${legacy.function} still works could not be read`;
  return recentRuns > 0
    ? null
    : `${legacy.function} has not run in the last hour, so nobody knows that it still works`;
}

/** Null where the metric could not be read; no points is zero runs here only because Lambda counts every invocation. */
async function countRecentRuns(toolbox: Toolbox, functionName: string): Promise<number | null> {
  const nowMs = toolbox.clock.now().getTime();
  const query = {
    id: 'legacy',
    namespace: 'AWS/Lambda',
    name: 'Invocations',
    dimensions: { FunctionName: functionName },
    stat: 'Sum',
    periodSeconds: 300,
  } as const;
  const range = { startMs: nowMs - recentMs, endMs: nowMs };
  const series = await toolbox.aws.metrics.series([query], range).catch(() => null);
  if (series === null) return null;
  return (series.get('legacy') ?? []).reduce((sum, point) => sum + point.value, 0);
}

function refused(shortfall: string): LegacyOutcome {
  return { steps: [], shortfall };
}
