import * as z from 'zod';
import { catalogue, type ErrorCode } from '../errors/catalogue.ts';
import type { ExitCode } from '../errors/exit-codes.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { stopReasons } from '../runtime/stop-cause.ts';

/** A failure as the operator reads it. */
export interface Explanation {
  readonly code: ErrorCode;
  readonly exitCode: ExitCode;
  readonly what: string;
  readonly now: string;
  readonly next: string;
  readonly requestId: string | null;
  /** For --debug. */
  readonly stack: string | null;
}

/** Turns anything thrown into what happened, what is true now and what to do. Never throws. */
export function explainFailure(error: unknown): Explanation {
  const known = toOperatorError(error);
  return {
    code: known.code,
    exitCode: known.exitCode,
    ...known.text,
    requestId: known.requestId,
    stack: stacksOf(known),
  };
}

function toOperatorError(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  if (error instanceof z.ZodError) return badOption(error);
  if (isAbort(error)) return interrupted(error);
  const fileError = fromFileSystem(error);
  if (fileError) return fileError;
  return new OperatorError(
    'BUG',
    {
      what: `Defect: ${error instanceof Error ? error.message : String(error)}`,
      now: 'The evidence holds every change that was begun.',
      next: 'Run it again with --debug and report what it prints; naver-sms evidence verify shows where the ledger stands.',
    },
    { cause: error },
  );
}

function badOption(error: z.ZodError): OperatorError {
  const issue = error.issues[0];
  const flag = issue?.path.map(String).join('.') ?? '';
  return new OperatorError(
    'UNKNOWN_USAGE',
    {
      what: `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${issue?.message ?? 'not valid'}.`,
      now: 'Nothing was changed.',
      next: catalogue.UNKNOWN_USAGE.remedy,
    },
    { cause: error },
  );
}

function isAbort(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

function interrupted(error: Error): OperatorError {
  const why = stopReasons[error.name === 'TimeoutError' ? 'timeout' : 'operator'];
  return new OperatorError(
    'INTERRUPTED',
    {
      what: `Stopped: ${why}.`,
      now: 'Each change that was begun is in the ledger.',
      next: 'naver-sms evidence show',
    },
    { cause: error },
  );
}

const fileErrorCodes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'EVIDENCE_UNWRITABLE',
  EDQUOT: 'EVIDENCE_UNWRITABLE',
  EROFS: 'EVIDENCE_UNWRITABLE',
  EACCES: 'EVIDENCE_UNREADABLE',
  EPERM: 'EVIDENCE_UNREADABLE',
  EISDIR: 'EVIDENCE_UNREADABLE',
};

function fromFileSystem(error: unknown): OperatorError | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const code = fileErrorCodes[error.code];
  if (!code) return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'a file';
  return new OperatorError(
    code,
    { what: `${path}: ${error.message}.`, now: 'Nothing was changed.', next: catalogue[code].remedy },
    { cause: error },
  );
}

function stacksOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stacksOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
