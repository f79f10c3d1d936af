export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A state that a test may restore: an alarm that really is in ALARM is never touched. */
export type SettledState = Exclude<AlarmState, 'ALARM'>;

/**
 * Metric alarms are evaluated once a minute, and SetAlarmState lasts no longer than to the next time:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html. Milliseconds, with a margin.
 */
export const evaluationMs = 65_000;
