/** Where log events go: the group is created when it is not there, as Lambda does with its role's permission. */
export interface LogSink {
  write(group: string, stream: string, events: readonly LogWrite[]): void;
}

export interface LogWrite {
  readonly timestampMs: number;
  readonly message: string;
}
