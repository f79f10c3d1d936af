import { nonceOf, testMark } from '../../src/domain/alarm-nonce.ts';
import { toKst } from '../../src/domain/kst.ts';
import { meaningOfOk } from '../../src/monitoring/find-alarm.ts';
import type { AlarmChange } from './read-alarm.ts';

/**
 * An alarm for a phone: its state and name, what the state means, and last CloudWatch's own reason, which is long. ALARM
 * means what its description says (src/monitoring/alarms.ts put that and the next command in there); OK claims no more than
 * the metric shows. A test by `alarm-test` begins with its mark, and says instead that nothing is wrong. Pure.
 */
export function alarmText(alarm: AlarmChange): string {
  const { name, state, reason } = alarm;
  const isTest = nonceOf(reason) !== null;
  const meaning = isTest ? testMeaning(alarm) : meaningOf(alarm);
  const time = timeOf(alarm.changedAt);
  return [
    `${isTest ? `${testMark} ` : ''}[${headOf.get(state) ?? state}] ${name}${time === null ? '' : ` · ${time}`}`,
    ...(meaning?.trim() ? [meaning] : []),
    ...(reason.trim() ? [`이유 / Reason: ${reason}`] : []),
  ].join('\n');
}

const testMeaning = ({ state }: AlarmChange): string =>
  state === 'OK'
    ? '시험이 끝났습니다. / The test is over.'
    : '시험입니다. 이상이 없으니 조치하지 마십시오. / This is a test: nothing is wrong, and there is nothing to do.';

function meaningOf({ name, state, reason, description }: AlarmChange): string | null {
  if (state === 'ALARM') return description;
  if (state === 'OK' && !saysNoData.test(reason)) return meaningOfOk(name);
  return '데이터가 오지 않아 상태를 알 수 없습니다.\nNo data arrived: this shows neither that it is well nor that it is not.';
}

/** CloudWatch's words if an alarm is OK only because no data counts as no trouble. Seen in reasons of state changes. */
const saysNoData = /\bno datapoints were received\b/;

const headOf: ReadonlyMap<string, string> = new Map([
  ['ALARM', '경보 / ALARM'],
  ['OK', '해제 / OK'],
  ['INSUFFICIENT_DATA', '데이터 없음 / INSUFFICIENT_DATA'],
]);

/** `14:00 KST`; as it came if it is not a time. */
function timeOf(text: string | null): string | null {
  if (text === null) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : `${toKst(at).slice(11, 16)} KST`;
}
