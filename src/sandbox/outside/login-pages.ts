/*
 * The pretend login pages, in HTML that a browser shows. The ids and the sentences are those that public clients of the
 * real pages look for; everything else is invented. Every page carries warnings that a person does not see, as real pages do.
 */

export function page(title: string, body: string): string {
  return `<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>${title}</title>
<style>.hidden { display: none } @font-face { font-family: invented; src: url('/login/invented.woff2') }
body { font-family: invented, sans-serif }</style></head>
<body><img src="/login/invented.png" alt="">${body}
<div class="hidden">자동입력 방지문자 보호조치 2단계 인증 아이디 또는 비밀번호를 잘못 입력</div></body></html>`;
}

/** Pages after the form that are the same in both generations. */
export const loginPages = {
  /** The page as seen on 2026-03-07, and the older one that had ids. */
  device: page(
    '새로운 기기',
    '<fieldset><a href="/login/registered">등록</a> <a href="/login/declined">등록안함</a></fieldset>',
  ),
  deviceOld: page(
    '새로운 기기',
    '<a id="new.save" href="/login/registered">등록</a> <a id="new.dontsave" href="/login/declined">등록안함</a>',
  ),
  deviceUnknown: page('새로운 기기', '<p>이 기기를 확인할 수 없습니다.</p>'),
  landed: page('홈', '<p>환영합니다.</p>'),
  other: page('점검', '<p>시스템 점검 중입니다.</p>'),
  /** After the password: nothing on it is known. It names the account, as real pages do. */
  unknown: page(
    '확인',
    `<h2>새로운 확인이 필요합니다</h2><p>inv***** 회원님의 연락처 010-****-0000</p>
<form action="/login/next?token=invented-token"><input id="answer" name="answer" type="text" value="invented-value">
<button id="go" class="btn_new" type="button">계속하기</button></form>`,
  ),
  released: page('보호', '<h2>아이디(inv*****)를 보호하고 있습니다.</h2><p>본인 확인 후 이용해 주세요.</p>'),
} as const;
