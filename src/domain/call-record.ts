/** One attempt of one AWS call as the recorder saw it. Already redacted when it leaves the recorder's sink. */
export interface CallRecord {
  readonly service: string;
  readonly operation: string;
  /** Whether the operation can change the world. */
  readonly effect: 'read' | 'write';
  readonly input: unknown;
  readonly output: unknown;
  readonly error: { readonly name: string; readonly message: string } | null;
  /** Null where no HTTP answer came. */
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** UTC ISO time with milliseconds, by the injected clock. */
  readonly startedAt: string;
  /** Milliseconds since the run began, real monotonic time. */
  readonly startedMonoMs: number;
  readonly durationMs: number;
  /** The server's Date header, an independent clock. */
  readonly serverDate: string | null;
  readonly host: string;
}

/** Where the recorder delivers: the ledger, or a buffer before the ledger is open. */
export type CallSink = (record: CallRecord) => void;
