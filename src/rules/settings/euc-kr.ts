/** How a text looks to SENS, which counts and sends in EUC-KR. */
export interface EucKrReading {
  /** One for a character of ASCII, two for each other. */
  readonly bytes: number;
  /** Characters that EUC-KR does not have, each once. SENS fails such a message. */
  readonly unencodable: readonly string[];
}

export function readEucKr(text: string): EucKrReading {
  const unencodable = new Set<string>();
  let bytes = 0;
  for (const char of text) {
    bytes += isAscii(char) ? 1 : 2;
    if (!isEucKr(char)) unencodable.add(char);
  }
  return { bytes, unencodable: [...unencodable] };
}

/** EUC-KR has them and a telephone does not show them; a line break it does. */
const control = /[^\P{Cc}\n\r\t]/u;

const isAscii = (char: string): boolean => char.charCodeAt(0) < 0x80;

/**
 * CP949 has 8,822 syllables more, with a byte below 0xA1. Whether SENS takes those is unknown, so they count as not
 * encodable.
 */
function isEucKr(char: string): boolean {
  if (isAscii(char)) return !control.test(char);
  koreanStandard ??= readKoreanStandard();
  return koreanStandard.has(char);
}

let koreanStandard: ReadonlySet<string> | null = null;

/** The two rows of 1998, which the platform's table does not have. */
const addedLater = ['€', '®'];

/**
 * The characters of KS X 1001 as the platform decodes its 94 by 94 places. The places that the standard leaves to private use
 * or empty are none. (An encoder's tables took 30 ms of each cold start, and a third of the program's bytes.)
 */
function readKoreanStandard(): ReadonlySet<string> {
  const places = Array.from({ length: 94 }, (_, index) => 0xa1 + index);
  const bytes = Uint8Array.from(places.flatMap((lead) => places.flatMap((trail) => [lead, trail])));
  const characters = new TextDecoder('euc-kr').decode(bytes);
  return new Set([...characters.replace(/[\u{E000}-\u{F8FF}\u{FFFD}]/gu, ''), ...addedLater]);
}
