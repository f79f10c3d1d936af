export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A state that a test may restore: an alarm that really is in ALARM is never touched. */
export type SettledState = Exclude<AlarmState, 'ALARM'>;
