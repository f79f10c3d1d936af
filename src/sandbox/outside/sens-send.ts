import * as z from 'zod';
import { isEncodable, truncateEucKr } from './euc-kr.ts';
import type { SensMessage } from './sens-mailbox.ts';

const digits = z.string().regex(/^\d{8,12}$/);

/** The documented body of POST messages (vendor: sens-sms-send). Unknown fields pass, as they do there. */
const sendSchema = z.object({
  type: z
    .string()
    .transform((text) => text.toUpperCase())
    .pipe(z.enum(['SMS', 'LMS', 'MMS'])),
  contentType: z.enum(['COMM', 'AD']).default('COMM'),
  countryCode: z.string().default('82'),
  from: digits,
  subject: z.string().optional(),
  content: z.string().min(1),
  messages: z
    .array(z.object({ to: digits, subject: z.string().optional(), content: z.string().min(1).optional() }))
    .min(1)
    .max(100),
});

export type SendReading =
  | { readonly ok: true; readonly messages: readonly Omit<SensMessage, 'messageId'>[] }
  | { readonly ok: false; readonly why: string };

interface Acceptance {
  readonly requestId: string;
  readonly nowMs: number;
}

/** Bytes in EUC-KR; longer content is cut and sent, not refused (vendor: sens-sms-send). */
const maxContentBytes = { SMS: 90, LMS: 2000, MMS: 2000 } as const;
const maxSubjectBytes = 40;
/** An invented failure code: the vendor's table of codes was not found. */
const unsupportedCharacterCode = '2999';

/** Reads a send body into the messages it asks for, or says why SENS answers 400. */
export function readSend(body: string, acceptance: Acceptance): SendReading {
  const parsed = sendSchema.safeParse(parseJson(body));
  if (!parsed.success) return { ok: false, why: z.prettifyError(parsed.error) };
  return { ok: true, messages: parsed.data.messages.map((to) => oneMessage(parsed.data, to, acceptance)) };
}

type Send = z.infer<typeof sendSchema>;

function oneMessage(
  send: Send,
  recipient: Send['messages'][number],
  acceptance: Acceptance,
): Omit<SensMessage, 'messageId'> {
  const content = recipient.content ?? send.content;
  const subject = send.type === 'SMS' ? '' : (recipient.subject ?? send.subject ?? '');
  return {
    requestId: acceptance.requestId,
    // MMS without an attachment goes out as LMS (vendor), and attachments are not offered here.
    type: send.type === 'MMS' ? 'LMS' : send.type,
    contentType: send.contentType,
    countryCode: send.countryCode,
    from: send.from,
    to: recipient.to,
    subject: truncateEucKr(subject, maxSubjectBytes),
    content,
    deliveredContent: truncateEucKr(content, maxContentBytes[send.type]),
    acceptedAtMs: acceptance.nowMs,
    finalCode: isEncodable(content + subject) ? '0' : unsupportedCharacterCode,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
