import { loginPages } from './login-pages.ts';
import type { LoginSessions } from './login-sessions.ts';
import type { SessionCookie } from './session-gate.ts';
import type { Neighbour, WorldAnswer, WorldRequest } from './world-request.ts';

/** What the site does with the right name and password. The wrong ones are refused whatever this says. */
export const loginForms = [
  'ok',
  'captcha',
  'two-step',
  'protected',
  'new-device',
  'new-device-old',
  'new-device-unknown',
  /** Signs in with cookies that the booking API does not take. */
  'untaken',
  /** There is no form. */
  'other-page',
] as const;

export type LoginForm = (typeof loginForms)[number];

export interface LoginSiteOptions {
  readonly credentials: { readonly username: string; readonly password: string };
  readonly sessions: LoginSessions;
  readonly form: () => LoginForm;
  /** Somebody registered the device: nobody should. */
  readonly onRegistered: () => void;
}

/** The pretend nid.naver.com: a form, and what comes after it. A fault at `page` or `submit` makes it slow or broken. */
export function createLoginSite(options: LoginSiteOptions): Neighbour {
  return {
    name: 'login',
    operationOf: ({ method, path }) => operations[`${method} ${path}`] ?? null,
    handle: (request) =>
      handlers[operations[`${request.method} ${request.path}`] ?? 'landed'](options, request),
    refuse: () => ({ status: 503, body: loginPages.other }),
  };
}

type Operation = 'page' | 'submit' | 'device' | 'registered' | 'declined' | 'landed';

const operations: Readonly<Record<string, Operation>> = {
  'GET /nidlogin.login': 'page',
  'POST /nidlogin.login': 'submit',
  'GET /login/ext/deviceConfirm': 'device',
  'GET /registered': 'registered',
  'GET /declined': 'declined',
  'GET /landed': 'landed',
};

type Handler = (options: LoginSiteOptions, request: WorldRequest) => WorldAnswer;

const handlers: Readonly<Record<Operation, Handler>> = {
  page: ({ form }) => html(form() === 'other-page' ? loginPages.other : loginPages.form),
  submit: (options, request) => {
    const sent = new URLSearchParams(request.body);
    const { username, password } = options.credentials;
    const isRight = sent.get('id') === username && sent.get('pw') === password;
    return isRight ? afterPassword(options) : html(loginPages.wrong);
  },
  device: ({ form }) => {
    if (form() === 'new-device-unknown') return html(loginPages.deviceUnknown);
    return html(form() === 'new-device-old' ? loginPages.deviceOld : loginPages.device);
  },
  registered: (options) => {
    options.onRegistered();
    return signedIn(options);
  },
  declined: (options) => signedIn(options),
  landed: () => html(loginPages.landed),
};

function afterPassword(options: LoginSiteOptions): WorldAnswer {
  switch (options.form()) {
    case 'captcha':
      return html(loginPages.captcha);
    case 'two-step':
      return html(loginPages.twoStep);
    case 'protected':
      return html(loginPages.protected);
    case 'new-device':
    case 'new-device-old':
    case 'new-device-unknown':
      return { status: 302, headers: { location: '/login/login/ext/deviceConfirm' }, body: '' };
    case 'ok':
    case 'untaken':
      return signedIn(options);
    case 'other-page':
      return html(loginPages.other);
  }
}

/** The real site leads on to the page that the form was asked with; this one never leads outside. */
function signedIn({ sessions, form }: LoginSiteOptions): WorldAnswer {
  const cookies = sessions.issue(form() !== 'untaken');
  return {
    status: 302,
    headers: { location: '/login/landed', 'set-cookie': cookies.map(setCookie) },
    body: '',
  };
}

/** Without a domain: the browser keeps them for this host alone. Life in seconds, since the browser's time is real. */
function setCookie({ name, value, path, httpOnly, sameSite }: SessionCookie): string {
  const flags = `${httpOnly ? '; HttpOnly' : ''}; Secure; SameSite=${sameSite}`;
  return `${name}=${value}; Path=${path}; Max-Age=${cookieLifeSeconds}${flags}`;
}

const cookieLifeSeconds = 30 * 24 * 60 * 60;

function html(body: string): WorldAnswer {
  return { status: 200, body };
}
