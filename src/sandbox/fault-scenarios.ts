import type { Fault } from './faults/fault.ts';
import { ordinaryScenario, type WorldScenario } from './world-spec.ts';

/** A named way in which a rehearsal goes wrong. */
export interface FaultScenario {
  readonly description: string;
  readonly faults: readonly Fault[];
  readonly scenario: WorldScenario;
}

/** The write that the AWS-side scenarios hit. */
const write = { service: 'events', operation: 'EnableRule' } as const;

function onWrite(description: string, fault: Omit<Fault, 'service' | 'operation'>): FaultScenario {
  return { description, faults: [{ ...write, ...fault }], scenario: ordinaryScenario };
}

function inWorld(description: string, dials: Partial<WorldScenario>): FaultScenario {
  return { description, faults: [], scenario: { ...ordinaryScenario, ...dials } };
}

/** What `--fault` can name. */
export const faultScenarios = {
  throttle: onWrite('EventBridge throttles the enabling twice, then takes it.', {
    kind: 'throttle',
    times: 2,
  }),
  'server-error-then-ok': onWrite('EventBridge fails twice with a 500, then takes the enabling.', {
    kind: 'server-error',
    times: 2,
  }),
  'timeout-before-effect': onWrite('The enabling is never answered and has no effect.', {
    kind: 'timeout-before',
  }),
  'timeout-after-effect': onWrite('The enabling takes effect and is never answered.', {
    kind: 'timeout-after',
  }),
  'access-denied': onWrite('The credentials may not enable the rule.', {
    kind: 'access-denied',
    times: 1000,
  }),
  'html-503': onWrite('A proxy answers the enabling with an HTML page, once.', { kind: 'html-503' }),
  'sens-accept-then-drop': {
    description: 'SENS takes the first message and drops the connection before it answers.',
    faults: [{ service: 'sens', operation: 'send', kind: 'accept-then-drop' }],
    scenario: ordinaryScenario,
  },
  'session-expired': inWorld('The cached Naver session is no longer valid.', { session: 'expired' }),
  'first-tick-late': inWorld('The first tick comes minutes after its time.', { firstTick: 'late' }),
  'first-tick-fails': inWorld('The booking API refuses every store in the first run.', {
    firstTick: 'fails',
  }),
  'no-traffic': inWorld('No message is due in any tick.', { traffic: 'none' }),
  'quiet-first-tick': inWorld('Nothing is due in the first tick; messages are due later.', {
    traffic: 'quiet-first-tick',
  }),
} as const satisfies Readonly<Record<string, FaultScenario>>;

export type FaultScenarioName = keyof typeof faultScenarios;
