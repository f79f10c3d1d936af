import { type GenerationPages, generationPages, type LoginGeneration } from './login-generations.ts';
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
  /** After the password comes a page that nobody has seen yet. */
  'unknown',
  /** There is no form. */
  'other-page',
] as const;

export type LoginForm = (typeof loginForms)[number];

/** How the site behaves now, and what has happened on it. */
export interface LoginState {
  form: LoginForm;
  generation: LoginGeneration;
  /** How often a device was registered: it never should be. */
  devicesRegistered: number;
  /** How often the form was sent. */
  submitted: number;
}

export interface LoginSiteOptions {
  readonly credentials: { readonly username: string; readonly password: string };
  readonly sessions: LoginSessions;
  readonly state: LoginState;
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

type Operation = 'page' | 'submit' | 'device' | 'registered' | 'declined' | 'released' | 'landed';

const operations: Readonly<Record<string, Operation>> = {
  'GET /nidlogin.login': 'page',
  'POST /nidlogin.login': 'submit',
  'GET /login/ext/deviceConfirm': 'device',
  'GET /registered': 'registered',
  'GET /declined': 'declined',
  'GET /user2/help/idSafetyRelease': 'released',
  'GET /landed': 'landed',
};

type Handler = (options: LoginSiteOptions, request: WorldRequest) => WorldAnswer;

const handlers: Readonly<Record<Operation, Handler>> = {
  page: (options) => html(options.state.form === 'other-page' ? loginPages.other : pagesOf(options).form),
  submit: (options, request) => {
    options.state.submitted += 1;
    const sent = new URLSearchParams(request.body);
    const { username, password } = options.credentials;
    // The button that changes the language sends the form too, and never signs in.
    if (sent.has('locale')) return html(pagesOf(options).form);
    const isRight = sent.get('id') === username && sent.get('pw') === password;
    return isRight ? afterPassword(options) : html(pagesOf(options).wrong);
  },
  device: ({ state: { form } }) => {
    if (form === 'new-device-unknown') return html(loginPages.deviceUnknown);
    return html(form === 'new-device-old' ? loginPages.deviceOld : loginPages.device);
  },
  registered: (options) => {
    options.state.devicesRegistered += 1;
    return signedIn(options);
  },
  declined: (options) => signedIn(options),
  released: () => html(loginPages.released),
  landed: () => html(loginPages.landed),
};

function pagesOf({ state }: LoginSiteOptions): GenerationPages {
  return generationPages[state.generation];
}

function afterPassword(options: LoginSiteOptions): WorldAnswer {
  const pages = pagesOf(options);
  switch (options.state.form) {
    case 'captcha':
      return html(pages.captcha);
    case 'two-step':
      return html(pages.twoStep);
    case 'protected':
      return pages.protected === null ? redirect('/login/user2/help/idSafetyRelease') : html(pages.protected);
    case 'new-device':
    case 'new-device-old':
    case 'new-device-unknown':
      return redirect('/login/login/ext/deviceConfirm');
    case 'ok':
    case 'untaken':
      return signedIn(options);
    case 'unknown':
      return html(loginPages.unknown);
    case 'other-page':
      return html(loginPages.other);
  }
}

function redirect(location: string): WorldAnswer {
  return { status: 302, headers: { location }, body: '' };
}

/** The real site leads on to the page that the form was asked with; this one never leads outside. */
function signedIn({ sessions, state }: LoginSiteOptions): WorldAnswer {
  const cookies = sessions.issue(state.form !== 'untaken');
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
