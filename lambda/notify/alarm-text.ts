import * as z from 'zod';
import { nonceOf, testMark } from '../../src/domain/alarm-nonce.ts';
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
 * description), and last CloudWatch's own reason, which is long. A test by `alarm-test` begins with its mark, and says
 * that nothing is wrong in the place of the meaning. Pure.
 */
export function alarmText(alarm: z.infer<typeof alarmSchema>): string {
  const { AlarmName, NewStateValue, NewStateReason, AlarmDescription } = alarm;
  const isOver = NewStateValue === 'OK';
  const isTest = nonceOf(NewStateReason) !== null;
  const ordinary = isOver ? '다시 정상입니다. / It is well again.' : AlarmDescription;
  const meaning = isTest ? (isOver ? testIsOver : testIsOn) : ordinary;
  return [
    `${isTest ? `${testMark} ` : ''}[${headOf.get(NewStateValue) ?? NewStateValue}] ${AlarmName} · ${timeOf(alarm.StateChangeTime)}`,
    ...(meaning?.trim() ? [meaning] : []),
    `이유 / Reason: ${NewStateReason}`,
  ].join('\n');
}

const testIsOn =
  '시험입니다. 이상이 없으니 조치하지 마십시오. / This is a test: nothing is wrong, and there is nothing to do.';
const testIsOver = '시험이 끝났습니다. / The test is over.';

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
