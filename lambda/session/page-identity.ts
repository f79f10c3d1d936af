import type { Page } from 'puppeteer-core';

/*
 * What the browser says of itself. As it ships it says `HeadlessChrome`, `en-US@posix` and UTC, which no customer's browser
 * does: Naver then asks for a CAPTCHA or protects the account. The version is always the real one, so that the user agent,
 * the client hints and the browser's abilities agree.
 */

export const locale = 'ko-KR';
export const timeZone = 'Asia/Seoul';
/** In the order of a Korean Chrome's own settings; the browser adds the weights. */
const languages = 'ko-KR,ko,en-US,en';

/** For the browser's process: workers and frames inherit these. */
export const localeEnvironment = { TZ: timeZone, LANG: 'ko_KR.UTF-8', LANGUAGE: 'ko' } as const;

/** Makes the page say what a Chrome of this version on Linux in Korea says. `version`: as `browser.version()` gives it. */
export async function useOrdinaryIdentity(page: Page, version: string): Promise<void> {
  const full = /\d+(?:\.\d+){3}/.exec(version)?.[0] ?? '0.0.0.0';
  const major = full.split('.')[0] ?? '0';
  const brands = (chrome: string, other: string) => [
    { brand: 'Chromium', version: chrome },
    { brand: 'Google Chrome', version: chrome },
    { brand: 'Not.A/Brand', version: other },
  ];
  const session = await page.createCDPSession();
  await session.send('Network.setUserAgentOverride', {
    // Chrome itself gives zeros behind the major version: https://www.chromium.org/updates/ua-reduction/
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`,
    acceptLanguage: languages,
    platform: 'Linux x86_64',
    userAgentMetadata: {
      brands: brands(major, '24'),
      fullVersionList: brands(full, '24.0.0.0'),
      platform: 'Linux',
      // Empty on Linux in Chrome too.
      platformVersion: '',
      architecture: 'x86',
      bitness: '64',
      model: '',
      mobile: false,
      wow64: false,
    },
  });
  await session.send('Emulation.setLocaleOverride', { locale });
  await session.send('Emulation.setTimezoneOverride', { timezoneId: timeZone });
}
