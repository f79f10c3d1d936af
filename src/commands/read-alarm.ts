import type { Alarm } from '../aws/alarm.ts';
import type { Reading } from '../domain/verification-facts.ts';
import { OperatorError } from '../errors/operator-error.ts';
import type { Toolbox } from './toolbox.ts';
import { tryRead } from './try-read.ts';

/** One alarm as it is now; null where there is none of that name. Heeds no interruption, since it decides what is restored. */
export function readAlarm(toolbox: Toolbox, name: string): Promise<Reading<Alarm | null>> {
  return tryRead(uninterrupted(toolbox), {
    source: `cloudwatch:DescribeAlarms ${name}`,
    ask: async () => (await toolbox.aws.metrics.alarms(name)).find((alarm) => alarm.name === name) ?? null,
  });
}

/** The same before another attempt at a change. Throws AWS_REJECTED where it cannot be read: then nothing may be set. */
export async function readAlarmAgain(toolbox: Toolbox, name: string): Promise<Alarm | null> {
  const reading = await readAlarm(toolbox, name);
  if (reading.state === 'read') return reading.value;
  throw new OperatorError('AWS_REJECTED', {
    what: `${name} could not be read before another attempt: ${reading.reason}`,
    now: 'This attempt set nothing.',
    next: 'Run naver-sms preflight: it reads the alarm again.',
  });
}

/** The same toolbox; Ctrl-C does not reach what it does. */
export function uninterrupted(toolbox: Toolbox): Toolbox {
  return { ...toolbox, signal: new AbortController().signal };
}
