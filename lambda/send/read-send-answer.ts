import * as z from 'zod';
import { maskPhonesIn } from '../../src/domain/mask-phones-in.ts';
import type { SendAnswer } from '../../src/domain/send-outcome.ts';

/** What was received, and when. */
export interface ReceivedAnswer {
  readonly status: number;
  readonly body: string;
  /** The header Retry-After as it was sent; null if there is none. */
  readonly retryAfter: string | null;
  readonly at: Date;
}

const word = z.union([z.string(), z.number().transform(String)]);

/** SENS answers with its own status in the body; the API gateway before it with an `error` (vendor: common error codes). */
const bodySchema = z.object({
  requestId: z.string().min(1).optional().catch(undefined),
  statusCode: word.nullish().catch(null),
  statusName: word.nullish().catch(null),
  errorMessage: word.nullish().catch(null),
  error: z
    .object({ errorCode: word.nullish().catch(null), message: word.nullish().catch(null) })
    .nullish()
    .catch(null),
});

/**
 * Reads SENS's answer to a POST. `withheld`: what the vendor's words must not repeat in a log, such as the text and the
 * recipient of the message. Never throws: a body that is malformed reads as one that says nothing.
 */
export function readSendAnswer(answer: ReceivedAnswer, withheld: readonly string[]): SendAnswer {
  const parsed = bodySchema.safeParse(parseJson(answer.body));
  const body = parsed.success ? parsed.data : {};
  const said = body.error?.message ?? body.errorMessage ?? null;
  return {
    status: answer.status,
    requestId: body.requestId ?? null,
    saysFailed: saysFailed(body),
    code: plain(body.error?.errorCode ?? ownCode(answer.status, body.statusCode), withheld),
    text: plain(said, withheld),
    retryAfterMs: readRetryAfter(answer.retryAfter, answer.at),
  };
}

const saysFailed = (body: Partial<z.infer<typeof bodySchema>>): boolean =>
  /^fail/i.test(body.statusName ?? '') || (body.statusCode != null && !/^2\d\d$/.test(body.statusCode));

/** A code in the body that only repeats the HTTP status adds nothing. */
const ownCode = (status: number, code: string | null | undefined): string | null =>
  code == null || code === String(status) ? null : code;

const longestWords = 120;

/** The vendor's words for a log: short, on one line, without a phone number, and not at all if they repeat the message. */
function plain(text: string | null, withheld: readonly string[]): string | null {
  if (text === null || text.trim() === '') return null;
  if (withheld.some((part) => part !== '' && text.includes(part))) return null;
  const masked = maskPhonesIn(text.replaceAll(/\s+/g, ' ').trim());
  return masked.length > longestWords ? `${masked.slice(0, longestWords)}…` : masked;
}

/**
 * Seconds, with a fraction too, or a date (RFC 9110, 10.2.3). Null if there is none or it is malformed: `Date.parse` takes
 * "-1" for a day of 2001, which would ask for no wait at all.
 */
function readRetryAfter(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,7}(?:\.\d{1,9})?\s*$/.test(header)) return Math.ceil(Number(header) * 1000);
  if (!/^\s*[A-Za-z]{3,9},? /.test(header)) return null;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
