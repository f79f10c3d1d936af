/** Our secrets by their part, with their full names in Secrets Manager. The relay reads the last two. */
export const secretNameOf = {
  naver: 'naver-sms-automation/naver-credentials',
  sens: 'naver-sms-automation/sens-credentials',
  telegram: 'naver-sms-automation/telegram-credentials',
  slack: 'naver-sms-automation/slack-credentials',
} as const;

/** The secrets that the Lambda and its relay read. */
export const secretNames: readonly string[] = Object.values(secretNameOf);
