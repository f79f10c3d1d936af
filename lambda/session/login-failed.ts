import type { LoginOutcome } from '../../src/domain/login-outcome.ts';
import { secretNameOf } from '../../src/monitoring/secret-names.ts';
import type { SessionExpired } from './session-expired.ts';

/** The session is over and no login renewed it; nothing was read. */
export class LoginFailed extends Error {
  constructor(how: string, expired: SessionExpired) {
    super(`${expired.what}; ${how}`, { cause: expired });
    this.name = 'LoginFailed';
  }
}

const putSecret = `aws secretsmanager put-secret-value --secret-id ${secretNameOf.naver} --secret-string file://naver.json`;

/** What an operator does about each way in which a login can fail. */
export const loginRemedies: Readonly<Record<Exclude<LoginOutcome, 'ok' | 'unstored'>, string>> = {
  'wrong-password': `this password is not tried again: put the right password into the secret naver-credentials (${putSecret})`,
  captcha: 'sign in by hand once, then naver-sms login reset',
  'two-step':
    'turn two-step verification off for this account or sign in by hand, then naver-sms login reset',
  protected: 'release the account with Naver by hand, then naver-sms login reset',
  'new-device': 'sign in by hand and answer the page that asks about the device, then naver-sms login reset',
  'slow-page': 'the next run tries again',
  unavailable: 'the next run tries again',
  'browser-crash': 'the next run tries again; look at the memory of the function and the room in /tmp',
  'unknown-page': 'the page is not in src/domain/login-form.ts: naver-sms login status shows its structure',
  unproven: 'look whether the account may still see the stores',
};
