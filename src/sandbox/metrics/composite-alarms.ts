/* Composite alarms: kept and described, so that a test can see who watches an alarm. They are never evaluated. */
import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { truth } from './metric-fields.ts';

const arns = z.array(z.string()).default([]);
const putting = z.object({
  AlarmName: z.string().min(1),
  AlarmRule: z.string().min(1),
  ActionsEnabled: truth.default(true),
  OKActions: arns,
  AlarmActions: arns,
  InsufficientDataActions: arns,
});

type CompositeAlarm = Readonly<Record<string, unknown>> & {
  readonly AlarmName: string;
  readonly AlarmRule: string;
};

export interface CompositeAlarms {
  readonly operations: Readonly<Record<string, Operation>>;
  /** By the prefix of their names, in order of name. */
  withPrefix(prefix: string): readonly CompositeAlarm[];
  /** Name and ARN of those whose rule references the alarm: that is all CloudWatch answers to `ParentsOfAlarmName`. */
  parentsOf(name: string): readonly Readonly<Record<string, unknown>>[];
}

export function createCompositeAlarms({ account, region, nowMs }: SandboxContext): CompositeAlarms {
  const alarms = new Map<string, CompositeAlarm>();
  const arnOf = (name: string): string => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
  const inOrder = () =>
    [...alarms.values()].sort((left, right) => (left.AlarmName < right.AlarmName ? -1 : 1));
  return {
    withPrefix: (prefix) => inOrder().filter(({ AlarmName }) => AlarmName.startsWith(prefix)),
    parentsOf: (name) =>
      inOrder()
        .filter(({ AlarmRule }) =>
          referencesOf(AlarmRule).some((each) => each === name || each === arnOf(name)),
        )
        .map(({ AlarmName }) => ({ AlarmName, AlarmArn: arnOf(AlarmName) })),
    operations: {
      PutCompositeAlarm: async (input) => {
        const asked = putting.parse(input);
        if (referencesOf(asked.AlarmRule).length === 0)
          throw awsError('ValidationError', `Invalid alarm rule: ${asked.AlarmRule}`);
        const at = new Date(nowMs());
        alarms.set(asked.AlarmName, {
          ...asked,
          AlarmArn: arnOf(asked.AlarmName),
          StateValue: 'OK',
          StateReason: 'invented: composite alarms are not evaluated here',
          StateUpdatedTimestamp: at,
          StateTransitionedTimestamp: at,
        });
        return {};
      },
    },
  };
}

/** `ALARM("a") OR OK(b)` names a and b. */
function referencesOf(rule: string): readonly string[] {
  return [...rule.matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"([^"]*)"|([^)"]*))\s*\)/g)].map(
    ([, quoted, plain = '']) => (quoted ?? plain).trim(),
  );
}
