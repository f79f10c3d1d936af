/* How a command is run from the command line, and what it leaves behind. */
import type { Report } from '../domain/run-event.ts';
import type { AnswerContext } from '../reporting/answer-context.ts';
import type { CommandResult } from '../reporting/command-result.ts';
import type { StopNotice } from '../runtime/stop-words.ts';
import type { GlobalOptions } from './global-options.ts';
import type { Terminal } from './terminal.ts';

/** What a command left behind, with what the answer says beside it. */
export interface Answered {
  readonly result: CommandResult;
  readonly context: AnswerContext;
}

/** How a command is run: what main knows and a rehearsal repeats. */
export interface RunSettings {
  readonly global: GlobalOptions;
  readonly terminal: Terminal;
  /** The command line as it may be copied, without --confirm. */
  readonly commandLine: string;
  readonly report: Report;
  readonly signal: AbortSignal;
  /** Takes what the running command says when it is stopped. */
  readonly stopNotice: StopNotice;
}
