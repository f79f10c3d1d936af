/** One request to a neighbour of the pretend outside world, after its path prefix was taken off. */
export interface WorldRequest {
  readonly method: string;
  /** Path and query exactly as they were sent, prefix removed: SENS signs these bytes. */
  readonly target: string;
  /** The same with its prefix: what a client signs that takes the path out of its own URL. */
  readonly fullTarget: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Virtual time of arrival, milliseconds. */
  readonly nowMs: number;
  /** A fault told this call to answer as if the latest write had not been made. */
  readonly isStale: boolean;
  /** A fault told this call that its message does not reach the phone. */
  readonly isUndeliverable?: boolean;
}

export interface WorldAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Text is sent as it is; anything else as JSON. */
  readonly body: unknown;
}

export type NeighbourName = 'booking' | 'sens' | 'telegram' | 'slack' | 'login';

/** A neighbour: a path prefix, the names of its operations for faults, and its answers. */
export interface Neighbour {
  readonly name: NeighbourName;
  /** Null: no such operation; answered with 404 and without faults. */
  operationOf(request: WorldRequest): string | null;
  /** Makes the effect and answers. */
  handle(request: WorldRequest): WorldAnswer;
  /** How this neighbour says "too many requests", "broken" and "not you". */
  refuse(reason: 'throttle' | 'server-error' | 'access-denied'): WorldAnswer;
}
