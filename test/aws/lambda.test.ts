import { afterEach, describe, expect, it } from 'vitest';
import type { OperatorError } from '../../src/errors/operator-error.ts';
import { awsOver } from './aws-over.ts';
import { type Answer, html, startWireServer, type WireServer } from './wire-server.ts';

let server: WireServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

const headers = { 'x-amzn-requestid': 'invented', 'content-type': 'application/json' };

function invokeAnswer(status: number, body: string, more: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, { ...headers, ...more }).end(body);
}

async function over(...answers: [Answer, ...Answer[]]) {
  server = await startWireServer(...answers);
  return awsOver(server.origin);
}

describe('invoking a function', () => {
  it('gives its answer with version and request id', async () => {
    const { aws } = await over(invokeAnswer(200, '{"buildId":"b"}', { 'x-amz-executed-version': '7' }));

    expect(await aws.functions.invoke('f', { mode: 'probe' })).toEqual({
      status: 200,
      functionError: null,
      payload: { buildId: 'b' },
      requestId: 'invented',
      executedVersion: '7',
    });
    expect(server?.requests[0]?.body).toBe('{"mode":"probe"}');
  });

  it('names a failure of the function itself', async () => {
    const { aws } = await over(
      invokeAnswer(200, '{"errorMessage":"it broke"}', { 'x-amz-function-error': 'Unhandled' }),
    );

    expect(await aws.functions.invoke('f', {})).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorMessage: 'it broke' },
    });
  });

  it('takes a refusal for concurrency as an answer, with its reason, and asks once', async () => {
    const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
    const { aws } = await over(
      invokeAnswer(429, JSON.stringify({ Reason: reason, message: 'Rate Exceeded.' }), {
        'x-amzn-errortype': 'TooManyRequestsException',
      }),
    );

    expect(await aws.functions.invoke('f', {})).toEqual({ status: 429, reason, requestId: 'invented' });
    expect(server?.requests).toHaveLength(1);
  });

  it('is in doubt where the payload is cut off', async () => {
    const { aws } = await over(invokeAnswer(200, '{"buildId":'));

    await expect(aws.functions.invoke('f', {})).rejects.toMatchObject({ code: 'WRITE_IN_DOUBT' });
  });

  it('is in doubt where a load balancer answers', async () => {
    const { aws } = await over(html(503));

    await expect(aws.functions.invoke('f', {})).rejects.toMatchObject({ code: 'WRITE_IN_DOUBT' });
  });
});

describe('reading a function', () => {
  it('names environment variables and drops their values; defaults the log group', async () => {
    const { aws, records } = await over(
      invokeAnswer(
        200,
        JSON.stringify({
          FunctionName: 'f',
          FunctionArn: 'arn:f',
          Version: '$LATEST',
          Role: 'arn:role',
          CodeSha256: 'sha',
          Environment: { Variables: { B_TOKEN: 'canary', A_MODE: 'canary' } },
        }),
      ),
    );

    const configuration = await aws.functions.configuration('f');

    expect(configuration).toMatchObject({
      environmentNames: ['A_MODE', 'B_TOKEN'],
      logGroup: '/aws/lambda/f',
      timeoutSeconds: 3,
      memoryMb: 128,
    });
    expect(JSON.stringify([configuration, records])).not.toContain('canary');
  });

  it('tells no reservation from a reservation of 0', async () => {
    const { aws } = await over(
      invokeAnswer(200, '{}'),
      invokeAnswer(200, '{"ReservedConcurrentExecutions":0}'),
    );

    expect(await aws.functions.reservedConcurrency('f')).toBeNull();
    expect(await aws.functions.reservedConcurrency('f')).toBe(0);
  });
});

describe('announcing through the relay', () => {
  const request = { mode: 'announce', nonce: 'n-1', occasion: 'start', text: 'invented' } as const;
  const receipt = {
    channel: 'slack',
    state: 'delivered',
    messageId: '1.2',
    at: '2026-11-21T00:00:00.000Z',
    error: null,
  };

  it('gives the receipts with the request id', async () => {
    const { aws } = await over(invokeAnswer(200, JSON.stringify({ nonce: 'n-1', receipts: [receipt] })));

    expect(await aws.relay.announce('relay', request)).toEqual({
      nonce: 'n-1',
      receipts: [receipt],
      requestId: 'invented',
    });
  });

  const unreachable: readonly [string, Answer][] = [
    ['the relay failed', invokeAnswer(200, '{}', { 'x-amz-function-error': 'Unhandled' })],
    ['the receipts are of another announcement', invokeAnswer(200, '{"nonce":"n-2","receipts":[]}')],
    [
      'the relay is throttled',
      invokeAnswer(429, '{"Reason":"x"}', { 'x-amzn-errortype': 'TooManyRequestsException' }),
    ],
    [
      'there is no relay',
      invokeAnswer(404, '{"message":"no"}', { 'x-amzn-errortype': 'ResourceNotFoundException' }),
    ],
  ];
  it.each(unreachable)('is unreachable where %s', async (_case, answer) => {
    const { aws } = await over(answer);

    const error = await aws.relay.announce('relay', request).catch((reason: OperatorError) => reason);

    expect(error).toMatchObject({ code: 'CHANNEL_UNREACHABLE', exitCode: 5, requestId: 'invented' });
  });

  it('is in doubt where nobody knows whether the message went out', async () => {
    const { aws } = await over((response) => response.destroy());

    await expect(aws.relay.announce('relay', request)).rejects.toMatchObject({ code: 'WRITE_IN_DOUBT' });
  });
});
