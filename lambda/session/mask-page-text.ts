/*
 * Naver shows the account, parts of a phone number, a name or a city on its pages. Korean words are kept, since an operator
 * corrects the table of known words by them; what could name a person is masked.
 */

const mask = '***';
/** A text of its own of three syllables, after one of the commonest surnames: it may be a name. */
const nameAlone =
  /^[김이박최정강조윤장임한오서신권황안송류홍전고문손양배백허남심노하곽성차주우구민][가-힣]{2}(?=$|\()/u;
/** The word before the polite ending, and the one before "회원님". */
const addressed = /\S+(?=\s?(?:회원|고객)?님)/gu;
/** Words such as OTP, QR, NAVER. */
const abbreviation = /^[A-Z]{1,5}$/;
/** What a page's author calls an element. */
const elementName = /^[a-z_][a-z0-9_-]{0,29}$/i;

/** What a person can read: Hangul, signs and abbreviations are kept. `secrets` are masked in any letter case. */
export function maskText(text: string, secrets: readonly string[]): string {
  return withoutSecrets(text, secrets)
    .replaceAll(/\S*@\S*/g, mask)
    .replaceAll(addressed, mask)
    .replace(nameAlone, mask)
    .replaceAll(/[^\s"'.,:;!?()[\]<>/·~-]+/gu, (word) =>
      isKorean(word) || abbreviation.test(word) ? word : mask,
    );
}

/** The name, class or path of an element: the parts that an author wrote are kept, and whatever may be a token is not. */
export function maskName(name: string, secrets: readonly string[]): string {
  return withoutSecrets(name, secrets).replaceAll(/[^\s/.]+/g, (part) => {
    const isAuthored = elementName.test(part) && part.replaceAll(/\D/g, '').length < 3;
    return isAuthored ? part : mask;
  });
}

/** Hangul, signs and at most two digits, such as in "2단계". */
function isKorean(word: string): boolean {
  return !/[\p{L}\p{N}]/u.test(word.replaceAll(/\p{Script=Hangul}|(?<!\d)\d{1,2}(?!\d)/gu, ''));
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((masked, secret) => masked.replaceAll(new RegExp(literal(secret), 'gi'), mask), text);
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
