/** The partner API no longer accepts the cached cookies, or there are none. Only a login renews them; nothing was read. */
export class SessionExpired extends Error {
  /** Without a remedy, for whoever has a better one. */
  readonly what: string;

  constructor(how: string) {
    const what = `the Naver session has expired (${how})`;
    super(`${what}: naver-sms login run signs in`);
    this.name = 'SessionExpired';
    this.what = what;
  }
}
