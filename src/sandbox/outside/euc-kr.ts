/*
 * EUC-KR as SENS counts it: one byte for ASCII, two for each character of KS X 1001. Built from the platform's decoder,
 * since iconv-lite's `euc-kr` is CP949, a superset that would let through what SENS may refuse.
 */

const firstByte = 0xa1;
const lastByte = 0xfe;
const encodable = readEncodable();

/** Whether every character can be written in KS X 1001. */
export function isEncodable(text: string): boolean {
  return [...text].every((character) => byteLengthOf(character) !== null);
}

/** Bytes in EUC-KR; a character outside of it counts two, as its replacement would. */
export function eucKrLength(text: string): number {
  return [...text].reduce((sum, character) => sum + (byteLengthOf(character) ?? 2), 0);
}

/** The longest start of the text that fits, never half a character. */
export function truncateEucKr(text: string, maxBytes: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += byteLengthOf(character) ?? 2;
    if (used > maxBytes) break;
    kept += character;
  }
  return kept;
}

function byteLengthOf(character: string): 1 | 2 | null {
  if (character.length === 1 && character.charCodeAt(0) < 0x80) return 1;
  return encodable.has(character) ? 2 : null;
}

function readEncodable(): ReadonlySet<string> {
  const decoder = new TextDecoder('euc-kr');
  const characters = new Set<string>();
  for (let lead = firstByte; lead <= lastByte; lead++) {
    for (let trail = firstByte; trail <= lastByte; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (!character.includes('�')) characters.add(character);
    }
  }
  return characters;
}
