import { describe, expect, it } from 'vitest';
import { readLoginSign } from '../../src/domain/login-outcome.ts';

const page = (visibleText: string, cookieNames: readonly string[] = [], path = '/nidlogin.login') =>
  readLoginSign({ path, visibleText, cookieNames: new Set(cookieNames) });
const wrong = '아이디 또는 비밀번호를 잘못 입력했습니다.';

describe('a page after the login form', () => {
  it('is a CAPTCHA also where it says that the password was wrong', () => {
    expect(page(`${wrong} 아래 자동입력 방지문자를 입력`)).toBe('captcha');
    expect(page(wrong)).toBe('wrong-password');
  });

  it('means signed in only with both cookies', () => {
    expect(page('', ['NID_AUT'])).toBeNull();
    expect(page('', ['NID_AUT', 'NID_SES', 'NNB'])).toBe('signed-in');
  });

  it('is not yet decided on the question about the device, whatever cookies there are', () => {
    expect(page('', ['NID_AUT', 'NID_SES'], '/login/ext/deviceConfirm')).toBe('new-device');
  });

  it.each([
    ['2단계 인증 알림을 보냈습니다', 'two-step'],
    ['회원님의 아이디에 보호조치가', 'protected'],
    ['로그인', null],
  ])('"%s" means %s', (text, sign) => {
    expect(page(text)).toBe(sign);
  });
});
