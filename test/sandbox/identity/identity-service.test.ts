import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, it } from 'vitest';
import { createIdentityService } from '../../../src/sandbox/identity/identity-service.ts';
import { serveServices } from '../serve-services.ts';

it('tells who is calling, in the account of the sandbox', async () => {
  const served = await serveServices((context) => [createIdentityService(context)]);

  const answer = await new STSClient(served.client).send(new GetCallerIdentityCommand({}));
  await served.stop();

  expect(answer).toMatchObject({
    Account: '000000000000',
    Arn: 'arn:aws:sts::000000000000:assumed-role/naver-sms-operator/sandbox',
  });
});
