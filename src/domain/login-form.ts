/*
 * What is known of Naver's login pages, as data. Naver documents none of it: each row is what public clients of the site
 * rely on, with the time at which they saw it. When the site changes, add a row; remove an old one only after a year, since
 * Naver can serve both to different visitors.
 */

/** `signed-in` is no outcome yet: the partner API has the last word. */
export type LoginSign = 'signed-in' | 'new-device' | 'captcha' | 'two-step' | 'protected' | 'wrong-password';

/** A CSS selector of one element. Of several rows the first that matches a visible element is used. */
export interface KnownElement {
  readonly selector: string;
  /** When public clients saw it. */
  readonly seen: string;
}

export interface KnownSign {
  readonly means: LoginSign;
  readonly seen: string;
}

/** A part of a path on the login host. */
export interface KnownPath extends KnownSign {
  readonly path: string;
}

/** A part of a sentence that a person can read on the page. White space does not count: Naver writes some of them both ways. */
export interface KnownWords extends KnownSign {
  readonly words: string;
}

/** Below the base URL of the login host. The form leads to `url` afterwards. */
export const loginPath = '/nidlogin.login?mode=form&url=https://www.naver.com/';

export const loginForm = {
  username: [{ selector: '#id', seen: '2025-10 to 2026-09' }],
  password: [{ selector: '#pw', seen: '2025-10 to 2026-09' }],
  submit: [
    // Two copies for two widths of the window; one of them is visible.
    { selector: '#loginBtn_row', seen: 'since 2026-07' },
    { selector: '#loginBtn_column', seen: 'since 2026-07' },
    { selector: '[id="log.login"]', seen: '2025-10 to 2026-06; hidden beside the new ones in 2026-09' },
    { selector: '.btn_login', seen: '2025-10 to 2026-06' },
  ],
  /** Never a submit button, whatever else matches it. */
  neverSubmit: [
    { selector: '[id^="passkeyBtn"]', seen: 'since 2026-07, with the class of the submit button' },
    { selector: '.btn_language', seen: 'since 2026-07, the only button of type submit' },
  ],
  /** Leaves the device unregistered. */
  declineDevice: [{ selector: '[id="new.dontsave"]', seen: '2025-10' }],
} as const satisfies Readonly<Record<string, readonly KnownElement[]>>;

/** The whole text of the link or button that leaves the device unregistered, where it has no id. */
export const declineDeviceText = { text: '등록안함', seen: '2026-03' } as const;

export const knownPaths: readonly KnownPath[] = [
  { path: '/login/ext/deviceConfirm', means: 'new-device', seen: '2025-10 to 2026-09' },
  { path: '/help/idSafetyRelease', means: 'protected', seen: '2026-09' },
  { path: '/help/idRelease', means: 'protected', seen: '2025' },
  // A dormant account; its owner must wake it.
  { path: '/help/sleepId', means: 'protected', seen: '2025' },
];

/** In this order: the page of a CAPTCHA also says that the password was wrong. */
export const knownWords: readonly KnownWords[] = [
  { words: '자동입력 방지 문자', means: 'captcha', seen: '2025-10 to 2026-09' },
  { words: '보안문자', means: 'captcha', seen: '2026-07' },
  // A question about a picture, with none of the other words.
  { words: '보안을 위해 추가 확인', means: 'captcha', seen: '2026-08' },
  { words: '보호조치', means: 'protected', seen: '2025-10 to 2026-09' },
  { words: '보호(잠금) 조치', means: 'protected', seen: '2026' },
  { words: '보호하고 있습니다', means: 'protected', seen: '2026-09' },
  { words: '비정상적인 활동이 감지', means: 'protected', seen: '2026' },
  // The account takes logins from some countries alone.
  { words: '허용하지 않은 지역에서', means: 'protected', seen: '2026' },
  { words: '아이디 또는 비밀번호를 잘못 입력', means: 'wrong-password', seen: '2025-10 to 2026-06' },
  { words: '비밀번호가 잘못 되었습니다', means: 'wrong-password', seen: 'since 2026-07' },
  { words: '비밀번호를 잘못 입력', means: 'wrong-password', seen: '2026' },
  // After the wrong password, whose page can recommend it.
  { words: '2단계 인증', means: 'two-step', seen: '2025-10 to 2026-09' },
];
