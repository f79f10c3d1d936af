import * as z from 'zod';
import { fromKst } from '../../src/domain/kst.ts';

/** A message as SENS's list shows it. */
export interface ListedMessage {
  readonly requestId: string;
  readonly messageId: string;
  readonly requestedAt: Date;
  /** Digits alone, as `to`. */
  readonly from: string;
  readonly to: string;
  /** As it was submitted; null if the list does not show it. */
  readonly content: string | null;
  readonly delivery: 'pending' | 'delivered' | 'failed';
  /** SENS's own code and word for how it ended. */
  readonly deliveryText: string;
}

/** The vendor documents texts; numbers were seen where a text is documented. */
const word = z.union([z.string(), z.number().transform(String)]);
const optional = word.nullish().catch(null);
/** Digits as we send them: the same number with hyphens or country code must not be taken for another customer's. */
const phone = word
  .transform((text) => text.replaceAll(/\D/g, '').replace(/^(?:00)?82(?=\d{8,10}$)0?/, '0'))
  .pipe(z.string().min(1));

const entrySchema = z.object({
  requestId: word,
  messageId: word,
  requestTime: z.union([z.string(), z.number()]).transform((value, context) => {
    const time = readTime(value);
    if (time === null) context.addIssue({ code: 'custom', message: 'not a time' });
    return time ?? new Date(0);
  }),
  from: phone,
  to: phone,
  content: optional,
  status: optional,
  statusCode: optional,
  statusName: optional,
});

/** Reads one entry of SENS's list; null if it cannot be told whose message it is. */
export function readListEntry(value: unknown): ListedMessage | null {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) return null;
  const { requestTime, statusCode, statusName, content, requestId, messageId, from, to } = parsed.data;
  return {
    requestId,
    messageId,
    requestedAt: requestTime,
    from,
    to,
    content: content ?? null,
    delivery: deliveryOf(parsed.data),
    deliveryText: `${statusCode ?? '-'} ${statusName ?? '-'}`,
  };
}

/** READY -> PROCESSING -> COMPLETED; then code "0" alone means delivered (vendor: sens-sms-get). */
function deliveryOf({ status, statusCode }: z.output<typeof entrySchema>): ListedMessage['delivery'] {
  if (status?.toUpperCase() !== 'COMPLETED' || !statusCode) return 'pending';
  return statusCode === '0' ? 'delivered' : 'failed';
}

/** `YYYY-MM-DD HH:mm:ss` in Korean time, or with a T and fractions as the send answer has it; or with a zone of its own. */
function readTime(value: string | number): Date | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? new Date(value) : null;
  const text = value.trim();
  if (/(?:Z|[+-]\d\d:?\d\d)$/.test(text) && text.includes('T')) {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? null : new Date(ms);
  }
  return fromKst(text.replace('T', ' ').replace(/\.\d+$/, ''));
}
