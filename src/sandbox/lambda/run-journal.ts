import type { LogSink } from '../logs/log-sink.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import type { FunctionRecord } from './function-record.ts';

export interface JournalOptions {
  readonly context: SandboxContext;
  readonly logs: LogSink;
}

/** LogType Tail gives the last 4 KB (docs: lambda/latest/api/API_Invoke.html). */
const tailBytes = 4096;

/** Collects one run's lines: into the log group as they come, and the end of them for LogType Tail. */
export class RunJournal {
  readonly #options: JournalOptions;
  readonly #group: string;
  readonly #stream: string;
  #text = '';

  constructor(options: JournalOptions, record: FunctionRecord, stream: string) {
    this.#options = options;
    this.#group = record.logGroup;
    this.#stream = stream;
  }

  write(message: string): void {
    this.#text += message;
    const event = { timestampMs: this.#options.context.nowMs(), message };
    this.#options.logs.write(this.#group, this.#stream, [event]);
  }

  get tail(): string {
    return Buffer.from(this.#text).subarray(-tailBytes).toString('utf8');
  }
}
