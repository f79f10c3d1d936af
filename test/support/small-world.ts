/** Each run then costs a test little: two stores, and per store one message of each kind. */
export const smallWorld = { stores: 2, bookingsPerStore: 4 };
