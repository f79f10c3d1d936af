/** The partner API does not know us any more. Only a new login mends it; nothing was read. */
export class SessionExpired extends Error {
  constructor(how: string) {
    super(`the Naver session has expired (${how}): sign in and store fresh cookies in table session, id 1`);
    this.name = 'SessionExpired';
  }
}
