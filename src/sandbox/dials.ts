import type { SchedulerDials } from './events/scheduler.ts';
import type { LambdaDials } from './lambda/invoker.ts';
import type { LogsDials } from './logs/logs-service.ts';
import type { MetricsDials } from './metrics/metrics-service.ts';
import type { TrailDials } from './trail/trail-service.ts';
import type { WorldScenario } from './world-spec.ts';

/** How the pretend AWS behaves where the real one promises no figure. */
export interface AwsDials {
  readonly scheduler: SchedulerDials;
  readonly lambda: LambdaDials;
  readonly logs: LogsDials;
  readonly metrics: MetricsDials;
  readonly trail: TrailDials;
}

/** Part of the dials, each group part by part. */
export type DialSettings = { readonly [Group in keyof AwsDials]?: Partial<AwsDials[Group]> };

const ordinaryDials: AwsDials = {
  scheduler: {
    propagationMs: 1000,
    ratePhase: 'creation',
    lateMs: 2000,
    firstTickLateMs: 0,
    duplicateChance: 0,
  },
  lambda: { environments: 'warm' },
  logs: { ingestionDelayMs: 2000, pageEvents: 100, emptyFirstPageChance: 0.25 },
  metrics: { pagePoints: 500, pageHistory: 100 },
  trail: { deliveryMs: 5 * 60_000 },
};

/** Later than the start within a minute that EventBridge's troubleshooting page tells of. */
const lateTickMs = 3 * 60_000;

/** The ordinary dials, turned by the scenario and then by what a test sets. */
export function dialsOf(scenario: WorldScenario, settings: DialSettings = {}): AwsDials {
  const firstTickLateMs = scenario.firstTick === 'late' ? lateTickMs : 0;
  return {
    scheduler: { ...ordinaryDials.scheduler, firstTickLateMs, ...settings.scheduler },
    lambda: { ...ordinaryDials.lambda, ...settings.lambda },
    logs: { ...ordinaryDials.logs, ...settings.logs },
    metrics: { ...ordinaryDials.metrics, ...settings.metrics },
    trail: { ...ordinaryDials.trail, ...settings.trail },
  };
}
