/** How one attempt to sign in to Naver ends. */
export const loginOutcomes = [
  /** Signed in: the browser holds NID_AUT and NID_SES, and the partner API took them. */
  'ok',
  /** As ok, but the cookies could not be stored: the next run has to sign in again. */
  'unstored',
  'wrong-password',
  'captcha',
  'two-step',
  /** Naver asks whether to register this device, and its page could not be declined. */
  'new-device',
  /** The account is locked: for its protection, or since it is dormant. */
  'protected',
  /** A request was not answered within the time that the attempt had. */
  'slow-page',
  /** The login host refused the connection or answered an error. */
  'unavailable',
  'browser-crash',
  /** The login host shows a page that is not in `login-form.ts`. */
  'unknown-page',
  /** The cookies came, and the partner API did not take them. */
  'unproven',
] as const;

export type LoginOutcome = (typeof loginOutcomes)[number];

/** Both are needed; others only go along. */
export const sessionCookieNames = ['NID_AUT', 'NID_SES'] as const;

const needPerson: ReadonlySet<LoginOutcome> = new Set(['captcha', 'two-step', 'protected', 'new-device']);

/**
 * Whether a further automatic attempt can only make it worse, so that a person must sign in by hand first. An unknown page
 * counts only after the password was sent: the attempts before that are harmless.
 */
export function needsOperator(outcome: LoginOutcome, isPasswordSent: boolean): boolean {
  return needPerson.has(outcome) || (outcome === 'unknown-page' && isPasswordSent);
}
