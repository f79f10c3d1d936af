import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type StandaloneWorld, startOutsideWorld } from '../../../src/sandbox/outside/start-outside-world.ts';
import { type AnswerProxy, type ProxiedAnswer, startAnswerProxy } from '../../support/answer-proxy.ts';
import { describeWithBrowser, tryLogin } from './browser-world.ts';

/* Pages that Naver was not seen to serve, or not by us: each is put in place of one answer of the pretend site. */

let world: StandaloneWorld;
let proxy: AnswerProxy;

beforeAll(async () => {
  world = await startOutsideWorld({ bookings: [] });
  proxy = await startAnswerProxy(world.endpoint);
});
afterEach(() => proxy.clear());
afterAll(async () => {
  await proxy.stop();
  await world.stop();
});

const html = (body: string, status = 200): ProxiedAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="ko"><body>${body}</body></html>`,
});
const serve = (method: 'GET' | 'POST', body: string, status = 200): void =>
  proxy.change({
    when: (call) => call.method === method && call.path.startsWith('/login/nidlogin.login'),
    answer: () => html(body, status),
  });
const attempt = (limitMs = 12_000) => tryLogin(world, { limitMs, loginUrl: `${proxy.endpoint}/login` });

const fields = '<input id="id" name="id"><input id="pw" name="pw" type="password">';
const form = (inside: string): string =>
  `<form id="f" method="post" action="/login/nidlogin.login">${fields}${inside}</form>`;
const button = '<button type="button" id="loginBtn_row" onclick="go()">로그인</button>';
const script = (text: string): string => `<script>${text}</script>`;
const posts = `fetch('/login/nidlogin.login', { method: 'POST', body: new URLSearchParams(new FormData(f)) })`;

describeWithBrowser('a login form', () => {
  it.each([
    ['is hidden by opacity', 'opacity: 0'],
    ['is hidden by visibility', 'visibility: hidden'],
    ['has no size', 'width: 0; height: 0; padding: 0; border: 0; overflow: hidden'],
  ])('whose first button %s is sent by the visible one', async (_how, style) => {
    const decoy = `<button type="button" id="loginBtn_row" style="${style}" onclick="document.title='x'">로그인</button>`;
    serve('GET', form(`${decoy}<button id="loginBtn_column">로그인</button>`));

    expect(await attempt()).toMatchObject({ outcome: 'ok' });
  });

  it('is never sent by a passkey or language button, even if it looks like the login button', async () => {
    const passkey = '<button id="passkeyBtn_row" class="btn_login">패스키 로그인</button>';
    const language = '<button class="btn_language btn_login" name="locale" value="en">한국어</button>';
    serve('GET', form(passkey + language));

    expect(await attempt()).toMatchObject({
      outcome: 'unknown-page',
      isPasswordSent: false,
      reason:
        'the login page has no visible login button (#loginBtn_row, #loginBtn_column, [id="log.login"], .btn_login)',
    });
  });

  it('may be built late by a script, which replaces its fields once more', async () => {
    const build = `const build = () => { root.innerHTML = ${JSON.stringify(form('<button id="loginBtn_row">로그인</button>'))} };
      setTimeout(build, 700);
      addEventListener('input', () => setTimeout(build, 0), { once: true })`;
    serve('GET', `<div id="root"></div>${script(build)}`);

    expect(await attempt()).toMatchObject({ outcome: 'ok' });
  });

  it('that answers 403 is unknown, and no password was sent', async () => {
    serve('GET', '<h1>접근할 수 없습니다</h1>', 403);

    expect(await attempt()).toMatchObject({
      outcome: 'unknown-page',
      reason: 'the login page answered 403',
      isPasswordSent: false,
      page: expect.stringContaining('h1 "접근할 수 없습니다"'),
    });
  });
});

describeWithBrowser('an answer to the password', () => {
  it('may be shown by a script on the same page, or in a dialog', async () => {
    serve('POST', '');
    const says = `go = async () => { await ${posts}; message.textContent = '비밀번호가 잘못 되었습니다.' }`;
    serve('GET', `${form(button)}<p id="message"></p>${script(says)}`);
    expect(await attempt()).toMatchObject({ outcome: 'wrong-password' });

    const alerts = `go = async () => { await ${posts}; alert('비밀번호가 잘못되었습니다.') }`;
    serve('GET', `${form(button)}${script(alerts)}`);
    expect(await attempt()).toMatchObject({ outcome: 'wrong-password' });
  });

  it('that never comes is slow, whether a document or a script waits for it', async () => {
    proxy.change({ when: ({ method }) => method === 'POST', answer: () => 'hang' });
    serve('GET', `${form(button)}${script(`go = () => ${posts}`)}`);
    expect(await attempt(4_000)).toMatchObject({ outcome: 'slow-page', isPasswordSent: true });
  });

  it('is unknown if the button does nothing, or if the page counts down and polls for ever', async () => {
    serve('GET', `${form(button)}${script('go = () => undefined')}`);
    expect(await attempt()).toMatchObject({ outcome: 'unknown-page', isPasswordSent: true });

    proxy.clear();
    const polls = `let left = 180; setInterval(() => { timer.textContent = '남은 시간 ' + left--; fetch('/login/landed') }, 300)`;
    serve('POST', `<h2>확인을 기다리는 중</h2><p id="timer"></p>${script(polls)}`);
    expect(await attempt()).toMatchObject({ outcome: 'unknown-page', isPasswordSent: true });
  });

  it('leaves the structure of an unknown page, and no value, token, number or name', async () => {
    const { username, password } = world.keys.naver;
    serve(
      'POST',
      `<div id="content"><h2>보안 점검을 마쳐 주세요</h2><strong>김가상</strong><p>홍가상 회원님, ${username} (inv*****), 010-0000-1234, a@invalid.example</p>
      <form action="/login/next/step?token=planted-token" method="post"><input id="answer" name="answer" value="planted-value">
      <textarea id="memo">planted-memo</textarea><input type="hidden" name="session_key" value="${password}">
      <a href="https://nid.naver.com/user2/help?key=planted-key#planted">OTP 2단계 도움말</a>
      <button id="k3J9sdfA83jfKQ02mmv9s8d7f6g5h4" class="btn_next">계속하기</button></form></div>${script("const planted = 'planted-script'")}`,
    );

    const { page } = await attempt();

    expect(page?.split('\n')).toEqual([
      'page /login/nidlogin.login',
      'div id=content',
      '  h2 "보안 점검을 마쳐 주세요"',
      '  strong "***"',
      '  p "*** ***님, *** (***), ***-***-***, ***"',
      '  form action=/login/next/step method=post',
      '    input id=answer name=answer',
      '    textarea id=memo',
      '    input name=session_key type=hidden (hidden)',
      '    a href=/user2/help "OTP 2단계 도움말"',
      '    button id=*** class="btn_next" "계속하기"',
    ]);
  });
});

describeWithBrowser('the browser of a login', () => {
  it('looks like an ordinary Chrome in Korea of its own version', async () => {
    const tell = `navigator.userAgentData.getHighEntropyValues(['fullVersionList', 'platform', 'architecture']).then((hints) => {
      fetch('/login/told', { method: 'POST', body: JSON.stringify({
        userAgent: navigator.userAgent, language: navigator.language, languages: navigator.languages,
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone, locale: Intl.DateTimeFormat().resolvedOptions().locale,
        offset: new Date(0).getTimezoneOffset(), platform: navigator.platform, hints }) }) })`;
    const worker = `new Worker(URL.createObjectURL(new Blob(["fetch('" + location.origin + "/login/worker', { method: 'POST', body: JSON.stringify({ userAgent: navigator.userAgent, language: navigator.language, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }) })"])))`;
    serve('GET', `${form('<button id="loginBtn_row">로그인</button>')}${script(`${tell}; ${worker}`)}`);

    await attempt();

    const called = (path: string) => proxy.calls.find((call) => call.path === path);
    const told = JSON.parse(called('/login/told')?.body ?? '{}');
    const version = /Chrome\/(\d+)\.0\.0\.0 /.exec(told.userAgent)?.[1];
    expect(told).toMatchObject({
      userAgent: expect.stringMatching(
        /^Mozilla\/5\.0 \(X11; Linux x86_64\) .* Chrome\/\d+\.0\.0\.0 Safari\/537\.36$/,
      ),
      language: 'ko-KR',
      languages: ['ko-KR', 'ko', 'en-US', 'en'],
      zone: 'Asia/Seoul',
      locale: 'ko-KR',
      offset: -540,
      platform: 'Linux x86_64',
      hints: { platform: 'Linux', architecture: 'x86' },
    });
    expect(told.hints.fullVersionList).toContainEqual({
      brand: 'Google Chrome',
      version: expect.stringMatching(new RegExp(`^${version}\\.0\\.\\d+\\.\\d+$`)),
    });
    expect(JSON.parse(called('/login/worker')?.body ?? '{}')).toMatchObject({
      userAgent: told.userAgent,
      language: 'ko-KR',
      zone: 'Asia/Seoul',
    });
    for (const { headers, path } of proxy.calls) {
      expect(headers['user-agent']).toBe(told.userAgent);
      // A worker's own request has none in Chrome either.
      if (path !== '/login/worker')
        expect(headers['accept-language']).toBe('ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7');
      expect(headers['sec-ch-ua'] ?? '').not.toContain('Headless');
    }
  });
});
