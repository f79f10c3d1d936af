import { createHash } from 'node:crypto';

/** What SENS's list shows of a message and a claim can be recognised by. */
export interface MatchedText {
  readonly from: string;
  readonly to: string;
  readonly content: string;
}

/**
 * sha256 (hex) over sender, recipient and exact text. Kept in the claim instead of the text. Type and subject are left
 * out, since SENS may change the one (an MMS without a file goes out as LMS) and cut the other to 40 bytes.
 */
export function matchDigest(text: MatchedText): string {
  const parts = JSON.stringify([text.from, text.to, text.content]);
  return createHash('sha256').update(parts).digest('hex');
}
