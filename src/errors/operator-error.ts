import { catalogue, type ErrorCode } from './catalogue.ts';
import type { ExitCode } from './exit-codes.ts';

export interface ErrorText {
  /** What failed, with the offending value. One sentence. */
  readonly what: string;
  /** What is true now: what was and was not changed. */
  readonly now: string;
  /** The next command or act. */
  readonly next: string;
}

/** A failure that is told to the operator by its text alone. Tests assert `code`. */
export class OperatorError extends Error {
  readonly code: ErrorCode;
  readonly text: ErrorText;
  /** AWS request id of the answer that caused it, where there was one. */
  readonly requestId: string | null;

  constructor(
    code: ErrorCode,
    text: ErrorText,
    options: { cause?: unknown; requestId?: string | null } = {},
  ) {
    super(text.what, { cause: options.cause });
    this.name = 'OperatorError';
    this.code = code;
    this.text = text;
    this.requestId = options.requestId ?? null;
  }

  get exitCode(): ExitCode {
    return catalogue[this.code].exitCode;
  }
}
