import type { Alarm } from '../../aws/alarm.ts';
import type { Channel } from '../../domain/alarm-matrix.ts';
import type { AlarmWay } from '../../domain/alarm-way.ts';
import type { Reading } from '../../domain/verification-facts.ts';
import type { Left } from './what-is-left.ts';

/** What every group of a test is given. */
export interface TestOrder {
  readonly channels: readonly Channel[];
  readonly wayOf: (alarm: Alarm) => AlarmWay;
  /** Where the relay logs; null where there is no relay. */
  readonly relayLogGroup: Reading<string | null>;
  /** Kept current for the operator who stops the test. */
  readonly left: Left;
  readonly randomBytes: (count: number) => Uint8Array;
}
