/**
 * The booking host answered one store's call as it answers without a session: 401, 403 or the way to the login page. Of one
 * store alone this is that store's trouble; only several stores together show that the session is over.
 */
export class StoreRefused extends Error {
  /** What the host answered, in a few words. */
  readonly how: string;

  constructor(how: string) {
    super(
      `the booking host refuses this store (${how}): check that the account still manages it, and its id in stores.yaml`,
    );
    this.name = 'StoreRefused';
    this.how = how;
  }
}
