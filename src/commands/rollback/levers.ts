/**
 * The levers of a rollback as data. Three stop the world by three different services, so that one broken service cannot
 * keep it going: no more ticks, no more runs, no more messages. The fourth makes a running cutover stop and never resume.
 */

import { operatorName } from '../operator-name.ts';
import type { Step } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';
import type { RollbackOrder } from './rollback-order.ts';

export type LeverId = 'stop' | 'rule' | 'concurrency' | 'generation';

export interface LeverReading {
  readonly isPulled: boolean;
  /** As the operator reads it: `ENABLED`, `5 reserved`, `no stop`. */
  readonly text: string;
}

export interface Lever {
  readonly id: LeverId;
  /** Short, for sentences: `the rule naver-sms-…`. */
  readonly name: string;
  readonly expected: string;
  /** The same by hand, for a captain whose tool fails. */
  readonly byHand: string;
  read(): Promise<LeverReading>;
  /** Pulls it: safe to repeat. */
  step(): Step<string>;
}

export function stopLever(toolbox: Toolbox, order: RollbackOrder): Lever {
  const { control } = toolbox.aws;
  return {
    id: 'stop',
    name: 'the delivery stop',
    expected: 'a stop item in the control table',
    byHand: 'naver-sms delivery stop',
    async read() {
      const stop = await control.read('stop');
      return {
        isPulled: stop !== null,
        text: stop === null ? 'no stop' : `stopped by ${stop.who} at ${stop.at}`,
      };
    },
    step: () => ({
      id: 'stop',
      title: 'Stop delivery in the control table',
      change: { kind: 'control-item', name: 'stop', action: 'put' },
      act: () =>
        control.putStop({
          who: operatorName(toolbox.operator),
          why: order.why,
          at: toolbox.clock.now().toISOString(),
          run: toolbox.run,
        }),
    }),
  };
}

export function ruleLever(toolbox: Toolbox, order: RollbackOrder): Lever {
  const { rules } = toolbox.aws;
  return {
    id: 'rule',
    name: `the rule ${order.rule}`,
    expected: 'DISABLED',
    byHand: `aws events disable-rule --name ${order.rule}`,
    async read() {
      const rule = await rules.describe(order.rule);
      return { isPulled: rule?.state === 'DISABLED', text: rule?.state ?? 'no such rule' };
    },
    step: () => ({
      id: 'rule',
      title: `Disable the rule ${order.rule}`,
      change: { kind: 'rule-disabled', rule: order.rule },
      act: () => rules.disable(order.rule),
    }),
  };
}

export function concurrencyLever(toolbox: Toolbox, order: RollbackOrder): Lever {
  const { functions } = toolbox.aws;
  return {
    id: 'concurrency',
    name: `the reserved concurrency of ${order.function}`,
    expected: '0 reserved',
    byHand: `aws lambda put-function-concurrency --function-name ${order.function} --reserved-concurrent-executions 0`,
    async read() {
      const reserved = await functions.reservedConcurrency(order.function);
      return { isPulled: reserved === 0, text: reservedText(reserved) };
    },
    step: () => ({
      id: 'concurrency',
      title: `Refuse new runs of ${order.function} (reserved concurrency 0)`,
      change: { kind: 'reserved-concurrency', function: order.function, value: 0 },
      act: () => functions.setReservedConcurrency(order.function, 0),
    }),
  };
}

export function generationLever(toolbox: Toolbox): Lever {
  const { control } = toolbox.aws;
  return {
    id: 'generation',
    name: 'the generation',
    expected: 'bumped by this run',
    byHand: 'stop every running cutover',
    async read() {
      const generation = await control.read('generation');
      return {
        isPulled: generation?.bumpedBy === toolbox.run,
        text: generation === null ? 'none yet' : `generation ${generation.value}`,
      };
    },
    step: () => ({
      id: 'generation',
      title: 'Bump the generation, so that a running cutover stops',
      change: { kind: 'control-item', name: 'generation', action: 'increment' },
      act: async () => {
        const at = toolbox.clock.now().toISOString();
        const { requestId } = await control.increment('generation', { by: toolbox.run, at });
        return requestId;
      },
    }),
  };
}

export function reservedText(reserved: number | null): string {
  return reserved === null ? 'none reserved' : `${reserved} reserved`;
}
