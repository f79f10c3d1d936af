/*
 * The pretend login pages, in HTML that a browser shows. The ids and the sentences are those that public clients of the
 * real pages look for; everything else is invented. Every page carries warnings that a person does not see, as real pages do.
 */

function page(title: string, body: string): string {
  return `<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>${title}</title>
<style>.hidden { display: none } @font-face { font-family: invented; src: url('/login/invented.woff2') }
body { font-family: invented, sans-serif }</style></head>
<body><img src="/login/invented.png" alt="">${body}
<div class="hidden">자동입력 방지문자 보호조치 2단계 인증 아이디 또는 비밀번호를 잘못 입력</div></body></html>`;
}

const form = `<form method="post" action="/login/nidlogin.login"><input id="id" name="id">
<input id="pw" name="pw" type="password"><button id="log.login" class="btn_login">로그인</button></form>`;

const wrong =
  '<div id="err_common">아이디 또는 비밀번호를 잘못 입력했습니다. 입력하신 내용을 다시 확인해주세요.</div>';

export const loginPages = {
  form: page('로그인', form),
  wrong: page('로그인', `${wrong}${form}`),
  /** Both sentences, as on the real page after a wrong password. */
  captcha: page('로그인', `${wrong}${form}<div id="captcha">아래 자동입력 방지문자를 입력해 주세요.</div>`),
  twoStep: page('2단계 인증', '<h2>2단계 인증 알림을 보냈습니다.</h2><p>네이버앱에서 확인해 주세요.</p>'),
  protected: page('보호조치', '<h2>회원님의 아이디에 보호조치가 적용되었습니다.</h2>'),
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
} as const;
