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
    expect(readCookies(stored, loginUrl)).toBe('NID_AUT=a; NID_SES=b; z=1');
  });

  it('are also those of the host where logins are made, which in a sandbox is another', () => {
    const stored = JSON.stringify([...both, cookie('z', '1', '127.0.0.1')]);
    expect(readCookies(stored, 'http://127.0.0.1:1/login')).toBe('NID_AUT=a; NID_SES=b; z=1');
    expect(readCookies(stored, loginUrl)).toBe('NID_AUT=a; NID_SES=b');
  });

  it.each([undefined, 5, '', 'planted', '{}', '[]', JSON.stringify(both.slice(1))])(
    'count as an expired session where they are %j',
    (stored) => {
      expect(failure(stored)).toBeInstanceOf(SessionExpired);
    },
  );

  it('never let a value break out of the header, and never quote one', () => {
    const stored = JSON.stringify([...both, cookie('x', 'planted\r\nx-evil: 1')]);
    expect(failure(stored)).toBeInstanceOf(SessionExpired);
    expect(String(failure(stored))).not.toContain('planted');
    expect(String(failure('planted'))).not.toContain('planted');
  });
});
