import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';

export type WriteItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export type TransactResult =
  | { readonly state: 'done' }
  /** For each item in order, whether its own condition failed. */
  | { readonly state: 'refused'; readonly failed: readonly boolean[] };

const maxAttempts = 6;
const firstPauseMs = 25;

/**
 * Writes all items or none. Cancellations that are nobody's decision (a conflict with another transaction, throttling)
 * are tried again up to five times; a failed condition is the answer. Throws what DynamoDB throws besides.
 */
export async function transact(
  { dynamo, sleep }: { dynamo: DynamoDBDocumentClient; sleep: (ms: number) => Promise<void> },
  items: readonly WriteItem[],
): Promise<TransactResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dynamo.send(new TransactWriteCommand({ TransactItems: [...items] }));
      return { state: 'done' };
    } catch (error) {
      const refused = refusalOf(error, items.length);
      if (refused) return refused;
      if (attempt === maxAttempts || !isPassing(error)) throw error;
      await sleep(firstPauseMs * 2 ** (attempt - 1));
    }
  }
}

/** Whether a single conditional write was done; false where its condition failed. Throws what DynamoDB throws besides. */
export async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function refusalOf(error: unknown, count: number): TransactResult | null {
  const codes = reasonCodes(error);
  if (!codes.includes('ConditionalCheckFailed')) return null;
  const failed = Array.from({ length: count }, (_, index) => codes[index] === 'ConditionalCheckFailed');
  return { state: 'refused', failed };
}

const passingCodes = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

function isPassing(error: unknown): boolean {
  if (error instanceof TransactionInProgressException) return true;
  const codes = reasonCodes(error);
  return codes.length > 0 && codes.every((code) => passingCodes.has(code));
}

function reasonCodes(error: unknown): readonly string[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  return (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
}
