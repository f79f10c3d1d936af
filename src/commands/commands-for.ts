import type { Environment } from '../domain/environment.ts';

/** The commands that an operator may type next, whole: with their environment and the confirmation that they ask for. */
export function commandsFor({ name, rule, function: functionName }: Environment) {
  const env = `--env ${name}`;
  return {
    preflight: `naver-sms preflight ${env}`,
    cutover: `naver-sms cutover ${env} --confirm ${rule}`,
    resume: `naver-sms cutover --resume ${env} --confirm ${rule}`,
    stealLock: `naver-sms cutover --steal-lock ${env} --confirm ${rule} --reason "<why>"`,
    rollback: `naver-sms rollback ${env} --reason "<why>"`,
    verify: `naver-sms verify ${env}`,
    tail: `naver-sms tail ${env} --since 30m`,
    alarmTest: `naver-sms alarm-test ${env} --confirm ${functionName} --reason "<why>"`,
    status: `naver-sms delivery status ${env}`,
    approve: `naver-sms delivery approve live ${env} --confirm ${functionName} --reason "<why>"`,
    liftStop: `naver-sms delivery resume ${env} --confirm ${functionName} --reason "<why>"`,
  } as const;
}
