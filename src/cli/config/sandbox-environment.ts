import { join } from 'node:path';
import type { Environment } from '../../domain/environment.ts';

export const sandboxEnvironmentName = 'sandbox';

/** The environment that the embedded sandbox serves: real names, an account that cannot exist at AWS. */
export function sandboxEnvironment(cwd: string): Environment {
  const rule = 'naver-sms-automation-trigger';
  const senderFunction = 'naverplace_send_inform_v2';
  return {
    name: sandboxEnvironmentName,
    account: '000000000000',
    region: 'ap-northeast-2',
    rule,
    function: senderFunction,
    relay: 'naver-sms-relay',
    legacy: { rule: 'Every_20mins', function: 'naverplace_send_inform', operational: false },
    otherSenderRules: ['naver-sms-automation-v2-trigger'],
    tables: { sms: 'sms', claims: 'sms_claims', session: 'session', control: 'naver-sms-control' },
    drill: { rule, function: senderFunction },
    evidence: join(cwd, '.naver-sms', 'sandbox', 'VALIDATION.md'),
    signingKey: null,
  };
}
