/** The key of a booking's row in table `sms`. */
export interface RecordKey {
  readonly bookingNum: string;
  /** Hyphenated as legacy wrote it. */
  readonly phone: string;
  /** False: rows under other keys of the same number count even if there is one under this. Default true. */
  readonly isUsual?: boolean;
}

export const recordId = (key: RecordKey): string => `${key.bookingNum}#${key.phone}`;
