import { describe, expect, it } from 'vitest';
import { readCookies } from '../../../lambda/session/cookies.ts';
import { SessionExpired } from '../../../lambda/session/session-expired.ts';

const cookie = (name: string, value: string, domain?: string) => ({
  name,
  value,
  ...(domain ? { domain } : {}),
});
const both = [cookie('NID_AUT', 'a', '.naver.com'), cookie('NID_SES', 'b')];
const loginUrl = 'https://nid.naver.com';
const failure = (stored: unknown): unknown => {
  try {
    return readCookies(stored, loginUrl);
  } catch (cause) {
    return cause;
  }
};

describe('the stored cookies', () => {
  it('become a cookie header, those of other domains left out', () => {
    const stored = JSON.stringify([
      ...both,
      cookie('x', 'y', 'evilnaver.com'),
      cookie('z', '1', 'nid.naver.com'),
    ]);
    expect(readCookies(stored, loginUrl)).toEqual({ header: 'NID_AUT=a; NID_SES=b; z=1', dropped: 0 });
  });

  it('are also those of the host where logins are made, which in a sandbox is another', () => {
    const stored = JSON.stringify([...both, cookie('z', '1', '127.0.0.1')]);
    expect(readCookies(stored, 'http://127.0.0.1:1/login').header).toBe('NID_AUT=a; NID_SES=b; z=1');
    expect(readCookies(stored, loginUrl).header).toBe('NID_AUT=a; NID_SES=b');
  });

  it.each([undefined, 5, '', 'planted', '{}', '[]', JSON.stringify(both.slice(1))])(
    'count as an expired session where they are %j',
    (stored) => {
      expect(failure(stored)).toBeInstanceOf(SessionExpired);
    },
  );

  it.each([
    ['a value with a comma and a space', cookie('pref', 'a, b')],
    ['a value with a line end', cookie('x', 'planted\r\nx-evil: 1')],
    ['a value with Hangul', cookie('x', '가상')],
    ['a value that is a number', { name: 'x', value: 5 }],
    ['no value', { name: 'x' }],
    ['a name with a separator', cookie('x;y', 'z')],
    ['a domain that is no text', { ...cookie('x', 'y'), domain: 5 }],
    ['null in its place', null],
    ['a text in its place', 'planted'],
  ])('are used without the one that has %s', (_what, odd) => {
    const stored = JSON.stringify([odd, ...both]);
    expect(readCookies(stored, loginUrl)).toEqual({ header: 'NID_AUT=a; NID_SES=b', dropped: 1 });
  });

  it('may have a domain of null, and may be a list of the table itself', () => {
    const stored = both.map((each) => ({ ...each, domain: null }));
    expect(readCookies(JSON.stringify(stored), loginUrl)).toMatchObject({ dropped: 0 });
    expect(readCookies(stored, loginUrl)).toMatchObject({ dropped: 0 });
  });

  it('are an expired session if one of the two that are needed cannot be sent, and no value is quoted', () => {
    const stored = JSON.stringify([cookie('NID_AUT', 'planted, too', '.naver.com'), cookie('NID_SES', 'b')]);
    expect(failure(stored)).toBeInstanceOf(SessionExpired);
    expect(String(failure(stored))).toContain('the stored cookies lack NID_AUT');
    expect(String(failure(stored))).not.toContain('planted');
    expect(String(failure('planted'))).not.toContain('planted');
  });
});
