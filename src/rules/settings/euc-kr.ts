import iconv from 'iconv-lite';

/** How a text looks to SENS, which counts and sends in EUC-KR. */
export interface EucKrReading {
  readonly bytes: number;
  /** Characters that EUC-KR does not have, each once. SENS fails such a message. */
  readonly unencodable: readonly string[];
}

export function readEucKr(text: string): EucKrReading {
  const unencodable = new Set<string>();
  let bytes = 0;
  for (const char of text) {
    const encoded = iconv.encode(char, 'euc-kr');
    bytes += encoded.length;
    if (!isEucKr(char, encoded)) unencodable.add(char);
  }
  return { bytes, unencodable: [...unencodable] };
}

/** EUC-KR has them and a telephone does not show them; a line break it does. */
const control = /[^\P{Cc}\n\r\t]/u;

/**
 * iconv-lite's `euc-kr` is CP949, which has 8,822 syllables more, with a byte below 0xA1. Whether SENS takes those is
 * unknown, so they count as not encodable. What CP949 lacks too comes out as `?`.
 */
function isEucKr(char: string, encoded: Buffer): boolean {
  if (encoded.length === 1) return char.charCodeAt(0) < 0x80 && !control.test(char);
  return encoded.every((byte) => byte >= 0xa1);
}
