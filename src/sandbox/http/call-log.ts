import type { Input } from './service.ts';

/** One request that the front answered or refused. */
export interface CallEntry {
  readonly service: string;
  readonly operation: string;
  readonly requestId: string;
  readonly atMs: number;
  readonly userAgent: string;
  readonly accessKeyId: string | null;
  readonly input: Input;
  /** Null while it is going on, or where it was never answered. */
  status: number | null;
  errorCode: string | null;
  /** The kind of the fault that it met. */
  fault: string | null;
}

/** Every call, in the order of arrival, and a count of the operations that nobody has. */
export class CallLog {
  readonly entries: CallEntry[] = [];
  readonly unknownOperations = new Map<string, number>();

  add(entry: CallEntry): CallEntry {
    this.entries.push(entry);
    return entry;
  }

  countUnknown(service: string, operation: string): void {
    const name = `${service}:${operation}`;
    this.unknownOperations.set(name, (this.unknownOperations.get(name) ?? 0) + 1);
  }
}
