import type { SessionCookie } from './session-gate.ts';

/** The sessions that the pretend Naver has given out. A new login ends no older one. */
export class LoginSessions {
  readonly #taken: (readonly SessionCookie[])[];
  #issued = 0;

  constructor(first: readonly SessionCookie[]) {
    this.#taken = [first];
  }

  /** What the booking API takes as signed in. */
  get taken(): readonly (readonly SessionCookie[])[] {
    return this.#taken;
  }

  /** The cookies of a new session; with `isTaken` false they look like any others and open nothing. */
  issue(isTaken: boolean): readonly SessionCookie[] {
    this.#issued += 1;
    const [first = []] = this.#taken;
    const cookies = first.map((cookie) => ({ ...cookie, value: `${cookie.value}-${this.#issued}` }));
    if (isTaken) this.#taken.push(cookies);
    return cookies;
  }
}
