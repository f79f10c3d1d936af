import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import type { World } from './world.ts';

/** Makes in moto the function that the sandbox is seeded with. It is described, never run. */
export async function makeMotoFunction(world: World): Promise<void> {
  const role = await createRole(world.endpoint);
  await world.functions.send(
    new CreateFunctionCommand({
      FunctionName: world.functionName,
      Role: role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      MemorySize: 1024,
      Timeout: 300,
      Environment: { Variables: { NAVER_SMS_SANDBOX_ACKNOWLEDGED: '2026-01-01' } },
      Code: { ZipFile: emptyZip },
    }),
  );
}

/** A zip archive without entries: its end-of-central-directory record alone. */
const emptyZip = Uint8Array.from([0x50, 0x4b, 0x05, 0x06, ...new Array<number>(18).fill(0)]);

/** moto wants a role that Lambda may take. The project has no IAM client, and this one call needs none. */
async function createRole(endpoint: string): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=invented/20261123/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: 'sender-role',
      AssumeRolePolicyDocument: JSON.stringify(trust),
    }),
  });
  const arn = /<Arn>([^<]+)<\/Arn>/.exec(await answer.text())?.[1];
  if (arn === undefined) throw new Error(`moto made no role: HTTP ${answer.status}`);
  return arn;
}
