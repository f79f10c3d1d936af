/* What a command set at an alarm of an earlier alarm-test before its own work: it must never say that nothing was changed. */
import type { StepResult } from '../domain/step-result.ts';

export interface RecoveredAlarm {
  readonly alarm: string;
  /** `marked`: it is really in ALARM, and got a reason that says so. */
  readonly was: 'restored' | 'marked';
  /** The state that it read back as; null where it could not be read. */
  readonly state: string | null;
  readonly step: StepResult;
}

/** As "Before that, this command restored naver-sms-a, which an earlier alarm-test had set to ALARM."; null where there is none. */
export function recoveredSentence(recovered: readonly RecoveredAlarm[]): string | null {
  const named = (was: RecoveredAlarm['was']) =>
    recovered.filter((each) => each.was === was).map(({ alarm }) => alarm);
  const [restored, marked] = [named('restored'), named('marked')];
  const did = [
    ...(restored.length > 0 ? [`restored ${restored.join(', ')}`] : []),
    ...(marked.length > 0 ? [`marked ${marked.join(', ')} as really in ALARM`] : []),
  ];
  if (did.length === 0) return null;
  return `Before that, this command ${did.join(' and ')}, which an earlier alarm-test had set to ALARM.`;
}
