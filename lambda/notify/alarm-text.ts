import * as z from 'zod';
import { toKst } from '../../src/domain/kst.ts';

/** What CloudWatch publishes for an alarm. Source: CloudWatch user guide, alarm notifications by SNS. */
export const alarmSchema = z.object({
  AlarmName: z.string(),
  NewStateValue: z.string(),
  OldStateValue: z.string(),
  NewStateReason: z.string(),
  StateChangeTime: z.string(),
  AlarmDescription: z.string().nullish(),
});

/**
 * An alarm for a phone: its state and name, what it means with the next command (src/monitoring/alarms.ts put both in its
 * description), and last CloudWatch's own reason, which is long. Pure.
 */
export function alarmText(alarm: z.infer<typeof alarmSchema>): string {
  const { AlarmName, NewStateValue, NewStateReason, AlarmDescription } = alarm;
  const isOver = NewStateValue === 'OK';
  const meaning = isOver ? '다시 정상입니다. / It is well again.' : AlarmDescription;
  return [
    `[${headOf.get(NewStateValue) ?? NewStateValue}] ${AlarmName} · ${timeOf(alarm.StateChangeTime)}`,
    ...(meaning?.trim() ? [meaning] : []),
    `이유 / Reason: ${NewStateReason}`,
  ].join('\n');
}

const headOf: ReadonlyMap<string, string> = new Map([
  ['ALARM', '경보 / ALARM'],
  ['OK', '해제 / OK'],
  ['INSUFFICIENT_DATA', '데이터 없음 / INSUFFICIENT_DATA'],
]);

/** `14:00 KST`; as it came where it is no time. */
function timeOf(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : `${toKst(at).slice(11, 16)} KST`;
}
