import type { SandboxService } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';

/** STS: everybody is one assumed role of the sandbox's account. GetCallerIdentity needs no grant. */
export function createIdentityService(context: SandboxContext): SandboxService {
  const { account } = context;
  return {
    name: 'sts',
    operations: {
      GetCallerIdentity: async () => ({
        UserId: `AROAINVENTEDROLE00000:${sessionName}`,
        Account: account,
        Arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`,
      }),
    },
  };
}

const roleName = 'naver-sms-operator';
const sessionName = 'sandbox';
