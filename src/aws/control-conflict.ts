/* What to say when the control table holds something else than the writer expected. */
import { isDeepStrictEqual } from 'node:util';
import { OperatorError } from '../errors/operator-error.ts';
import type { CallSubject } from './explain-aws-error.ts';

/** Whether the service refused a write because its condition did not hold. */
export function isConditionFailure(error: unknown): error is OperatorError {
  return (
    error instanceof OperatorError &&
    error.cause instanceof Error &&
    error.cause.name === 'ConditionalCheckFailedException'
  );
}

/** Whether two items agree in every field. */
export function isSameItem(stored: object, wanted: object): boolean {
  return isDeepStrictEqual({ ...stored }, { ...wanted });
}

/** CONDITION_FAILED with what is stored instead. */
export function conditionFailed(
  call: CallSubject,
  stored: object | null,
  failure: OperatorError,
): OperatorError {
  return new OperatorError(
    'CONDITION_FAILED',
    {
      what: `${call.action} was refused: ${call.subject} changed between read and write.`,
      now: `It was not written. ${stored === null ? 'It is not there now.' : `It now holds ${JSON.stringify(stored)}.`}`,
      next: 'Run the same command again: it reads the table afresh.',
    },
    { cause: failure.cause, requestId: failure.requestId },
  );
}
