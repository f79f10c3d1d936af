import { expect, it } from 'vitest';
import { createIamService } from '../../../src/sandbox/identity/iam-service.ts';
import { serveServices } from '../serve-services.ts';

it('simulates that the operator may not read secrets and may enable rules', async () => {
  const served = await serveServices((context) => [createIamService(context)]);

  const answer = await fetch(served.client.endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      Action: 'SimulatePrincipalPolicy',
      Version: '2010-05-08',
      PolicySourceArn: 'arn:aws:iam::000000000000:role/naver-sms-operator',
      'ActionNames.member.1': 'events:EnableRule',
      'ActionNames.member.2': 'secretsmanager:GetSecretValue',
    }),
  });
  const text = await answer.text();
  await served.stop();

  expect(answer.status).toBe(200);
  expect(text.match(/<EvalDecision>[^<]*/g)).toEqual(['<EvalDecision>allowed', '<EvalDecision>explicitDeny']);
});
