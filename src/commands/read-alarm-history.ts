import { type ForcedHistory, readForcedHistory } from '../domain/alarm-history.ts';
import type { ForcedAlarm } from '../domain/judge-forced.ts';
import type { Reading } from '../domain/verification-facts.ts';
import { uninterrupted } from './read-alarm.ts';
import type { Toolbox } from './toolbox.ts';
import { tryRead } from './try-read.ts';

/** How far before the call the history is read: the force comes up to two minutes before its restoring. Milliseconds. */
const lookBackMs = 600_000;

/** The history of one forced state. Heeds no interruption, since it decides what is restored and what is reported. */
export function readAlarmHistory(
  toolbox: Toolbox,
  { name, nonce, calledAtMs }: Pick<ForcedAlarm, 'name' | 'nonce' | 'calledAtMs'>,
): Promise<Reading<ForcedHistory>> {
  const sinceMs = calledAtMs - lookBackMs;
  return tryRead(uninterrupted(toolbox), {
    source: `cloudwatch:DescribeAlarmHistory ${name}`,
    ask: async () => readForcedHistory(await toolbox.aws.metrics.alarmHistory(name, sinceMs), nonce),
  });
}
