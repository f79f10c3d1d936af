/** The secrets that the Lambda and its relay read, by their full names in Secrets Manager. */
export const secretNames = ['naver', 'sens', 'telegram', 'slack'].map(
  (part) => `naver-sms-automation/${part}-credentials`,
);
