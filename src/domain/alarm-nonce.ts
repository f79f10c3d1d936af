/*
 * The mark of a state that `alarm-test` forced. It stands at the head of the alarm's StateReason, so that CloudWatch carries
 * it into history and notification, the relay into its log and the channels, and everybody who judges alarms knows it
 * for a test. CloudWatch writes its own reasons itself and begins none of them like this.
 */

/** In Korean and English: it is read on a phone, and by subscribers that the relay does not serve. */
export const testMark = '[시험 / TEST]';

/** No digits: a nonce must never look like a phone number, which channels and ledger mask. No vowels: it spells nothing. */
const alphabet = 'bcdfghjklmnpqrstvwxz';
const randomLetters = 16;

/**
 * Unique for an alarm and a run, and not to be guessed: 69 random bits. `randomBytes` gives that many bytes; it is asked
 * for more until enough of them are free of bias.
 */
export function createAlarmNonce(run: string, randomBytes: (count: number) => Uint8Array): string {
  const letters: string[] = [];
  const fairBelow = 256 - (256 % alphabet.length);
  while (letters.length < randomLetters) {
    for (const byte of randomBytes(randomLetters)) {
      if (byte < fairBelow) letters.push(alphabet.charAt(byte % alphabet.length));
    }
  }
  const shortRun = run.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8) || 'run';
  return `${noncePrefix}${shortRun}:${letters.slice(0, randomLetters).join('')}`;
}

/** Nothing else may carry a nonce that begins so: its receipt could pass for that of a tested alarm. */
const noncePrefix = 'alarm-test:';

/** Whether a nonce is, or could be taken for, that of an alarm test. */
export function isTestNonce(nonce: string): boolean {
  return nonce.trim().toLowerCase().startsWith(noncePrefix);
}

/** The StateReason of a forced state, at most 1,023 characters (API_SetAlarmState). */
export function forcedReason(nonce: string, state: 'forced' | 'restored'): string {
  const meaning =
    state === 'forced'
      ? '실제 경보가 아닙니다. / Not a real alarm: naver-sms alarm-test forced this state.'
      : '시험이 끝났습니다. / The test is over: naver-sms alarm-test restored the state from before.';
  return `${testMark} ${nonce} ${meaning}`;
}

/**
 * The StateReason for an alarm that fired just before it was forced, so that our text replaced CloudWatch's: without it,
 * everybody would take a real alarm for a test.
 */
export function realAlarmReason(nonce: string): string {
  return (
    '실제 경보입니다. / A real ALARM: it fired just before naver-sms alarm-test forced it, which replaced its reason. ' +
    `The alarm's history has it. (${nonce})`
  );
}

const forcedPattern = /^\[시험 \/ TEST\] (alarm-test:[A-Za-z0-9]{1,8}:[b-df-hj-np-tv-xz]{16})(?= )/;

/** The nonce of a state that we forced or restored; null for every other reason. */
export function nonceOf(reason: string): string | null {
  return forcedPattern.exec(reason)?.[1] ?? null;
}

/** Whether an alarm stands in ALARM because we forced it there, so that its state says nothing about the sender. */
export function isForced(alarm: { readonly state: string; readonly reason: string }): boolean {
  return alarm.state === 'ALARM' && nonceOf(alarm.reason) !== null;
}
