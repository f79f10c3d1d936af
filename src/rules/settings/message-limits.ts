import { readEucKr } from './euc-kr.ts';

/** Bytes in EUC-KR. SENS cuts longer content and sends the rest. Source: api.ncloud-docs.com, SENS SMS v2, send. */
export const smsBytes = 90;
export const lmsBytes = 2_000;
export const subjectBytes = 40;

export interface MessageText {
  readonly content: string;
  readonly subject: string | null;
}

/** The type that carries the text whole: SMS up to 90 bytes, LMS above. */
export function typeByLength(content: string): 'SMS' | 'LMS' {
  return readEucKr(content).bytes <= smsBytes ? 'SMS' : 'LMS';
}

/** Why SENS would refuse, cut or garble this text; null where it would not. */
export function whyUnsendable(text: MessageText): string | null {
  return (
    whyPartUnsendable('content', text.content, lmsBytes) ??
    whyPartUnsendable('subject', text.subject, subjectBytes)
  );
}

function whyPartUnsendable(part: string, text: string | null, limit: number): string | null {
  if (text === null) return null;
  if (text.trim() === '') return `the ${part} is empty`;
  const { bytes, unencodable } = readEucKr(text);
  if (unencodable.length > 0)
    return `the ${part} has characters that EUC-KR lacks, which SENS cannot send: ${unencodable.map(codePoint).join(' ')}; write it without them`;
  return bytes <= limit
    ? null
    : `the ${part} has ${bytes} bytes in EUC-KR, ${limit} are possible; shorten it`;
}

/** Shown by number, since the character itself may be invisible or hostile. */
function codePoint(char: string): string {
  return `U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}
