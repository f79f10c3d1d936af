/** Where our neighbours live: their own addresses, or those of a sandbox. */
export interface BaseUrls {
  readonly booking: string;
  readonly login: string;
  readonly sens: string;
  readonly telegram: string;
  readonly slack: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readBaseUrls(environment: Environment): BaseUrls {
  return {
    booking: environment.NAVER_BOOKING_BASE_URL ?? 'https://partner.booking.naver.com',
    login: environment.NAVER_LOGIN_BASE_URL ?? 'https://nid.naver.com',
    sens: environment.SENS_BASE_URL ?? 'https://sens.apigw.ntruss.com',
    telegram: environment.TELEGRAM_BASE_URL ?? 'https://api.telegram.org',
    slack: environment.SLACK_BASE_URL ?? 'https://slack.com/api',
  };
}
