import type { LoginOutcome } from '../../src/domain/login-outcome.ts';
import type { SessionExpired } from './session-expired.ts';

/** The session is over and no login mended it; nothing was read. */
export class LoginFailed extends Error {
  constructor(how: string, expired: SessionExpired) {
    super(`${expired.message}; ${how}`, { cause: expired });
    this.name = 'LoginFailed';
  }
}

/** What an operator does about each way in which a login can fail. */
export const loginRemedies: Readonly<Record<Exclude<LoginOutcome, 'ok'>, string>> = {
  'wrong-password': 'put the right password into the secret naver-credentials',
  captcha: 'sign in by hand once, then naver-sms login reset',
  'two-step':
    'turn two-step verification off for this account or sign in by hand, then naver-sms login reset',
  protected: 'release the account with Naver by hand, then naver-sms login reset',
  'new-device': 'sign in by hand and look at the page that asks about the device',
  'slow-page': 'the next run tries again',
  'browser-crash': 'the next run tries again; look at the memory of the function and the room in /tmp',
  'unknown-page': 'open the login page by hand: it may have changed',
  unproven: 'look whether the account may still see the stores',
};
