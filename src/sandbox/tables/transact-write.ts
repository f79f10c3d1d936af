import { AwsError, awsError } from '../http/service.ts';
import type { DynaliteClient } from './dynalite-client.ts';
import type { Item } from './item.ts';
import { type ItemImage, type ItemImages, refusalOf } from './item-images.ts';
import type { TransactAction } from './transaction-input.ts';

export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

/**
 * Performs the actions of a transaction, or none. No two actions may be on one item, so each condition looks at its own
 * item alone: carrying the actions out one by one and taking all of them back when one fails comes to the same as
 * checking every condition first. To be called with the tables' lock held for writing, so that nobody sees the middle.
 * Throws TransactionCanceledException with a reason for every action.
 */
export async function transactWrite(
  dynalite: DynaliteClient,
  images: ItemImages,
  actions: readonly TransactAction[],
): Promise<readonly ItemImage[]> {
  const befores = await takeImages(images, actions);
  const applied: ItemImage[] = [];
  const reasons: CancellationReason[] = [];
  try {
    for (const [index, action] of actions.entries()) {
      const before = befores[index];
      if (!before) throw new Error('an action without an image');
      const reason = await applyOne(dynalite, action, before);
      reasons.push(reason);
      if (reason.Code !== 'None') continue;
      if (action.isCheck) await images.restore(before);
      else applied.push(before);
    }
  } catch (cause) {
    await undo(images, applied);
    throw cause;
  }
  if (reasons.every(({ Code }) => Code === 'None')) return applied;
  await undo(images, applied);
  throw cancelled(reasons);
}

async function takeImages(images: ItemImages, actions: readonly TransactAction[]): Promise<ItemImage[]> {
  const taken: ItemImage[] = [];
  const seen = new Set<string>();
  for (const { table, item } of actions) {
    const key = await images.keyOf(table, item);
    const identity = JSON.stringify([table, key]);
    if (seen.has(identity)) throw awsError('ValidationException', sameItem);
    seen.add(identity);
    taken.push(await images.take(table, key));
  }
  return taken;
}

const sameItem = 'Transaction request cannot include multiple operations on one item';

async function applyOne(
  dynalite: DynaliteClient,
  action: TransactAction,
  image: ItemImage,
): Promise<CancellationReason> {
  const answer = await dynalite.call(action.operation, JSON.stringify(action.request));
  if (answer.status === 200) return { Code: 'None' };
  const refusal = refusalOf(answer);
  if (refusal.code === 'ConditionalCheckFailedException') {
    const old = action.isOldWanted && image.before !== null ? { Item: image.before } : {};
    return { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', ...old };
  }
  if (isAboutTheItem(refusal)) return { Code: 'ValidationError', Message: refusal.message };
  throw refusal;
}

/** AWS cancels for what only the stored item shows to be wrong, and refuses the whole request for the rest. */
function isAboutTheItem({ code, message }: AwsError): boolean {
  return code === 'ValidationException' && itemProblems.some((problem) => message.includes(problem));
}

const itemProblems = [
  'An operand in the update expression has an incorrect data type',
  'Type mismatch for attribute to update',
  'The document path provided in the update expression is invalid for update',
  'refers to an attribute that does not exist in the item',
  'Item size to update has exceeded the maximum allowed size',
];

async function undo(images: ItemImages, applied: readonly ItemImage[]): Promise<void> {
  for (const image of applied.toReversed()) await images.restore(image);
}

function cancelled(reasons: readonly CancellationReason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError('TransactionCanceledException', message, 400, { CancellationReasons: reasons });
}
