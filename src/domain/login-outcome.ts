/** How one attempt to sign in to Naver ends, and what a page of the login says of it. Pure. */
export const loginOutcomes = [
  /** Signed in: the browser holds NID_AUT and NID_SES, and the partner API took them. */
  'ok',
  'wrong-password',
  'captcha',
  'two-step',
  /** Naver asks whether to register this device, and its page could not be declined. */
  'new-device',
  /** The account is locked for its protection. */
  'protected',
  /** Nothing was decided within the time that the attempt had. */
  'slow-page',
  'browser-crash',
  /** The login page could not be reached, or is not the one that is known. */
  'unknown-page',
  /** The cookies came, and the partner API did not take them. */
  'unproven',
] as const;

export type LoginOutcome = (typeof loginOutcomes)[number];

/** What is known of the page that the browser shows after the form was sent. Its text is never logged. */
export interface LoginPage {
  readonly path: string;
  /** What a person sees: hidden elements hold warnings of every kind on every page. */
  readonly visibleText: string;
  readonly cookieNames: ReadonlySet<string>;
}

/** `signed-in` is no outcome yet: the partner API has the last word. Null: nothing is decided. */
export type LoginSign = 'signed-in' | 'new-device' | 'captcha' | 'two-step' | 'protected' | 'wrong-password';

/**
 * Reads the page by its words and by the cookies, never by the whole URL: "naver.com" stands in that of the login page
 * too. The CAPTCHA comes before the wrong password, because its page shows both sentences.
 */
export function readLoginSign(page: LoginPage): LoginSign | null {
  if (page.path.endsWith('/login/ext/deviceConfirm')) return 'new-device';
  if (sessionCookieNames.every((name) => page.cookieNames.has(name))) return 'signed-in';
  return signs.find(([, words]) => page.visibleText.includes(words))?.[0] ?? null;
}

/** Both are needed; others only go along. */
export const sessionCookieNames = ['NID_AUT', 'NID_SES'] as const;

const signs: readonly (readonly [LoginSign, string])[] = [
  ['captcha', '자동입력 방지문자'],
  ['protected', '보호조치'],
  ['two-step', '2단계 인증'],
  ['wrong-password', '아이디 또는 비밀번호를 잘못 입력'],
];

const needPerson: ReadonlySet<LoginOutcome> = new Set(['captcha', 'two-step', 'protected']);

/** Whether trying again by itself can only make it worse: a person must sign in by hand first. */
export function needsOperator(outcome: LoginOutcome): boolean {
  return needPerson.has(outcome);
}
