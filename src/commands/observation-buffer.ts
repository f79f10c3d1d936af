/* Call records wait here until a ledger is open, since the identity call comes before it. */
import type { CallRecord, CallSink } from '../domain/call-record.ts';

export interface ObservationBuffer {
  /** Where the recorder delivers. */
  readonly sink: CallSink;
  /** Hands over what has waited, in order, and everything from now on. */
  readonly release: (into: CallSink) => void;
}

export function createObservationBuffer(): ObservationBuffer {
  const waiting: CallRecord[] = [];
  let deliver: CallSink = (record) => {
    waiting.push(record);
  };
  return {
    sink: (record) => deliver(record),
    release: (into) => {
      deliver = into;
      for (const record of waiting.splice(0)) into(record);
    },
  };
}
