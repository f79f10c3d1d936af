import { page } from './login-pages.ts';

/**
 * Which form the site serves. `today`: as since 2026-07, the wide copy of its button visible; `today-narrow`: the other
 * copy, beside a hidden button of last year's, and posted by script 800 ms after the click; `last-year`: as until 2026-06;
 * `changed`: with other names, as after a change that nobody has seen yet.
 */
export const loginGenerations = ['today', 'today-narrow', 'last-year', 'changed'] as const;

export type LoginGeneration = (typeof loginGenerations)[number];

/** The pages of one generation of the form. */
export interface GenerationPages {
  readonly form: string;
  readonly wrong: string;
  readonly captcha: string;
  readonly twoStep: string;
  /** Null: the site leads on to a page of its own, `/user2/help/idSafetyRelease`. */
  readonly protected: string | null;
}

interface TodayLayout {
  readonly visible: 'row' | 'column';
  readonly delayMs: number;
  readonly beside: string;
}

/** The button is of no submitting type: a script posts the form. The only button that submits changes the language. */
function todayForm({ visible, delayMs, beside }: TodayLayout): string {
  const copy = (which: 'row' | 'column'): string => {
    const hidden = which === visible ? '' : ' hidden';
    return `<div class="btn_wrap${hidden}">
<button type="button" id="passkeyBtn_${which}" class="btn_done" onclick="location.href='/login/passkey'">패스키 로그인</button>
<button type="button" id="loginBtn_${which}" class="btn_done" onclick="submitLater()"><span class="text">로그인</span></button></div>`;
  };
  return `<form id="frmNIDLogin" method="post" action="/login/nidlogin.login">
<button type="submit" class="btn_language" name="locale" value="en">한국어</button>
<input type="text" id="id" name="id" placeholder="아이디 또는 전화번호"><input type="password" id="pw" name="pw">
${copy('row')}${copy('column')}${beside}</form>
<p>2단계 인증을 설정하면 더 안전합니다.</p><a href="/login/otn">일회용 번호 로그인</a>
<script>function submitLater() { setTimeout(() => document.getElementById('frmNIDLogin').submit(), ${delayMs}) }</script>`;
}

const wrongToday = `<div id="err_common"><div class="error_message">아이디(로그인 전화번호, 로그인 전용 아이디) 또는 비밀번호가 잘못 되었습니다.
<br>아이디와 비밀번호를 정확히 입력해 주세요.</div></div>`;

function today(layout: TodayLayout): GenerationPages {
  const form = todayForm(layout);
  return {
    form: page('로그인', form),
    wrong: page('로그인', `${form}${wrongToday}`),
    captcha: page(
      '로그인',
      '<h2>보안을 위해 추가 확인을 해주세요</h2><p>가게 위치는 [?] 입니다. (빈 칸을 채워주세요)</p><input id="chptcha">',
    ),
    twoStep: page(
      '2단계 인증',
      '<h2 id="push_title">2단계 인증 알림 발송 완료</h2><p>네이버앱에서 확인해 주세요.</p>',
    ),
    protected: null,
  };
}

const lastYearForm = `<form method="post" action="/login/nidlogin.login"><input id="id" name="id">
<input id="pw" name="pw" type="password"><button id="log.login" class="btn_login">로그인</button></form>`;

const wrongLastYear =
  '<div id="err_common">아이디 또는 비밀번호를 잘못 입력했습니다. 입력하신 내용을 다시 확인해주세요.</div>';

const lastYear: GenerationPages = {
  form: page('로그인', lastYearForm),
  wrong: page('로그인', `${wrongLastYear}${lastYearForm}`),
  /** Both sentences, as on the real page after a wrong password. */
  captcha: page(
    '로그인',
    `${wrongLastYear}${lastYearForm}<div id="captcha">아래 자동입력 방지문자를 입력해 주세요.</div>`,
  ),
  twoStep: page('2단계 인증', '<h2>2단계 인증 알림을 보냈습니다.</h2><p>네이버앱에서 확인해 주세요.</p>'),
  protected: page('보호조치', '<h2>회원님의 아이디에 보호조치가 적용되었습니다.</h2>'),
};

const changedForm = `<form method="post" action="/login/nidlogin.login"><input type="text" id="account" name="id">
<input type="password" id="secret" name="pw"><button type="submit" id="enter" class="btn_enter">로그인</button></form>`;

export const generationPages: Readonly<Record<LoginGeneration, GenerationPages>> = {
  today: today({ visible: 'row', delayMs: 0, beside: '' }),
  'today-narrow': today({
    visible: 'column',
    delayMs: 800,
    beside: '<div class="hidden"><button id="log.login" class="btn_login">로그인</button></div>',
  }),
  'last-year': lastYear,
  changed: { ...lastYear, form: page('로그인', changedForm) },
};
