/* What a reporter is given and gives. */
import type { Report } from '../domain/run-event.ts';

export interface ReporterOptions {
  /** stdout holds one document (NDJSON for log lines); stderr holds trouble alone, or everything with `verbose`. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Whether stderr is a terminal: nothing moves where it is not. */
  readonly isTty: boolean;
  /** Whether stderr is coloured; see `wantsColor`. */
  readonly color: boolean;
  readonly stderr: NodeJS.WritableStream;
  /** Log lines are an answer, not conversation: they go here. */
  readonly stdout: NodeJS.WritableStream;
  readonly now: () => Date;
}

export interface Reporter {
  readonly report: Report;
  /** Takes the spinner away. Call it before the answer is printed, and on every way out. */
  done(): void;
}
