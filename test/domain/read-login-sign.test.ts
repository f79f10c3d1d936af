import { describe, expect, it } from 'vitest';
import { type LoginPage, readLoginSign } from '../../src/domain/read-login-sign.ts';

const page = (visibleText: string, more: Partial<LoginPage> = {}) =>
  readLoginSign({
    path: '/nidlogin.login',
    isLoginHost: true,
    visibleText,
    formText: '로그인\n일회용 번호 로그인',
    cookieNames: new Set(),
    ...more,
  });
const wrong = '아이디 또는 비밀번호를 잘못 입력했습니다.';
const wrongToday =
  '아이디(로그인 전화번호, 로그인 전용 아이디) 또는 비밀번호가\n잘못 되었습니다. 아이디와 비밀번호를 정확히 입력해 주세요.';

describe('a page after the login form', () => {
  it('is a CAPTCHA also where it says that the password was wrong', () => {
    expect(page(`${wrong} 아래 자동입력 방지문자를 입력`)).toBe('captcha');
    expect(page(wrong)).toBe('wrong-password');
  });

  it('means signed in only with both cookies', () => {
    expect(page('', { cookieNames: new Set(['NID_AUT']) })).toBeNull();
    expect(page('', { cookieNames: new Set(['NID_AUT', 'NID_SES', 'NNB']) })).toBe('signed-in');
  });

  it('is not yet decided on the question about the device, whatever cookies there are', () => {
    const cookieNames = new Set(['NID_AUT', 'NID_SES']);
    expect(page('', { cookieNames, path: '/login/ext/deviceConfirm' })).toBe('new-device');
  });

  it.each([
    ['2단계 인증 알림을 보냈습니다', 'two-step'],
    ['회원님의 아이디에 보호조치가', 'protected'],
    ['아이디(inv***)를 보호하고 있습니다', 'protected'],
    ['보안을 위해 추가 확인을 해주세요', 'captcha'],
    ['비밀번호 또는 자동입력 방지 문자를 잘못 입력했습니다', 'captcha'],
    [wrongToday, 'wrong-password'],
    [wrongToday.replace('잘못 되', '잘못되'), 'wrong-password'],
    [wrongToday.normalize('NFD'), 'wrong-password'],
    ['비밀번호가\u200b 잘못 되었습니다', 'wrong-password'],
    ['로그인', null],
  ])('"%s" means %s', (text, sign) => {
    expect(page(text)).toBe(sign);
  });

  it.each([
    ['/user2/help/idSafetyRelease', 'protected'],
    ['/mobile/user/help/idSafetyRelease.nhn', 'protected'],
    ['/user2/help/idRelease', 'protected'],
    ['/user2/help/something', null],
  ])('at %s means %s without any words', (path, sign) => {
    expect(page('', { path })).toBe(sign);
  });

  it.each([
    ['2단계 인증을 쓰면 더 안전합니다', '2단계 인증 알림을 보냈습니다', 'two-step'],
    ['자동입력 방지문자란?', '아래 자동입력 방지문자를 입력해 주세요', 'captcha'],
    ['보호조치 안내', '회원님의 아이디에 보호조치가 적용되었습니다', 'protected'],
  ] as const)('does not count "%s" if it was on the form', (formText, words, sign) => {
    expect(page(`로그인\n${formText}`, { formText })).toBeNull();
    expect(page(`로그인\n${formText}\n${words}`, { formText })).toBe(sign);
  });

  it('means nothing by its words if another host shows it', () => {
    expect(page(wrong, { isLoginHost: false, path: '/help/idRelease' })).toBeNull();
  });
});
