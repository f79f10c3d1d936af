/* An item of a table of ours that was read and does not fit: the service is well, and somebody must mend the item. */
import * as z from 'zod';
import { OperatorError } from '../errors/operator-error.ts';
import type { CallSubject } from './explain-aws-error.ts';

const output = z.object({
  Items: z.array(z.object({ booking_num: z.string().optional().catch(undefined) })).optional(),
});

/**
 * The error for an answer of which an item does not fit, by item and attribute; null where something else does not fit.
 * Of a claim its booking alone is named: the rest of its key is a phone number.
 */
export function itemMisfit(call: CallSubject, answer: unknown, misfit: z.ZodError): OperatorError | null {
  const [part, ...below] = misfit.issues[0]?.path ?? [];
  if (part !== 'Item' && part !== 'Items') return null;
  const number = part === 'Items' ? Number(below[0]) : null;
  const booking = number === null ? undefined : output.safeParse(answer).data?.Items?.[number]?.booking_num;
  const attribute = (part === 'Items' ? below.slice(1) : below).map(String).join('.');
  const which = booking === undefined ? call.subject : `the item of booking ${booking} (${call.subject})`;
  return new OperatorError(
    'ITEM_INVALID',
    {
      what: `What was read does not fit at ${attribute || 'its whole'}: ${which}.`,
      now: 'The answer came and was not used; this call changed nothing.',
      next: 'Look at the item with aws dynamodb get-item, and mend that attribute or write the item anew.',
    },
    { cause: misfit },
  );
}
