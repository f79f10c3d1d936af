import { afterEach, describe, expect, it } from 'vitest';
import { awsOver } from './aws-over.ts';
import {
  inventedDate,
  inventedRequestId,
  json,
  reset,
  serviceError,
  startWireServer,
  type WireServer,
} from './wire-server.ts';

let server: WireServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

const rule = {
  Name: 'a-rule',
  Arn: 'arn:invented',
  State: 'ENABLED',
  ScheduleExpression: 'rate(20 minutes)',
};

describe('the call recorder', () => {
  it('writes one record per attempt, with what each attempt met', async () => {
    server = await startWireServer(reset, serviceError(500, 'InternalException'), json(200, rule));
    const { aws, records } = awsOver(server.origin);

    await aws.rules.describe('a-rule');

    expect(
      records.map(({ attempt, httpStatus, error }) => [attempt, httpStatus, error?.name ?? null]),
    ).toEqual([
      // The SDK names a reset so.
      [1, null, 'TimeoutError'],
      [2, 500, 'InternalException'],
      [3, 200, null],
    ]);
  });

  it('makes a write once, whatever it meets', async () => {
    server = await startWireServer(serviceError(500, 'InternalException'));
    const { aws, records } = awsOver(server.origin);

    await aws.rules.enable('a-rule').catch(() => null);

    expect(server.requests).toHaveLength(1);
    expect(records.map(({ operation, effect, attempt }) => [operation, effect, attempt])).toEqual([
      ['EnableRule', 'write', 1],
    ]);
  });

  it('keeps request id, status, the server’s own date, host and allow-listed fields', async () => {
    server = await startWireServer(json(200, { ...rule, RoleArn: 'arn:not-listed', ManagedBy: 'nobody' }));
    const { aws, records } = awsOver(server.origin);

    await aws.rules.describe('a-rule');

    expect(records[0]).toMatchObject({
      service: 'events',
      operation: 'DescribeRule',
      effect: 'read',
      input: { Name: 'a-rule' },
      output: {
        Name: 'a-rule',
        Arn: 'arn:invented',
        State: 'ENABLED',
        ScheduleExpression: 'rate(20 minutes)',
        '(dropped)': ['ManagedBy', 'RoleArn'],
      },
      error: null,
      httpStatus: 200,
      requestId: inventedRequestId,
      serverDate: inventedDate,
      host: new URL(server.origin).host,
    });
    expect(records[0]?.durationMs).toBeGreaterThan(0);
  });

  it('never records a presigned code URL or a value of the function’s environment', async () => {
    server = await startWireServer(
      json(200, {
        Code: { ResolvedImageUri: 'image@sha256:0', Location: 'https://canary.invalid/presigned' },
        Configuration: { Environment: { Variables: { TOKEN: 'canary-value' } } },
      }),
    );
    const { aws, records } = awsOver(server.origin);

    await aws.functions.imageUri('f');

    expect(JSON.stringify(records)).not.toContain('canary');
    expect(records[0]?.output).toMatchObject({ Code: { ResolvedImageUri: 'image@sha256:0' } });
  });
});

describe('under an intent', () => {
  it('every call carries the mark, and its records come back instead of going to the sink', async () => {
    server = await startWireServer(json(200, {}), json(200, rule));
    const { aws, recorder, records } = awsOver(server.origin);

    const acted = await recorder.underIntent('0123abcd', async () => {
      await aws.rules.enable('a-rule');
      return aws.rules.describe('a-rule');
    });

    expect(server.requests.map(({ userAgent }) => userAgent.endsWith(' led/0123abcd'))).toEqual([true, true]);
    expect(acted.records.map(({ operation }) => operation)).toEqual(['EnableRule', 'DescribeRule']);
    expect(acted.result.ok).toBe(true);
    expect(records).toEqual([]);
  });

  it('intents at the same time keep their calls and marks apart', async () => {
    server = await startWireServer(json(200, {}));
    const { aws, recorder } = awsOver(server.origin);
    const names = ['r1', 'r2', 'r3', 'r4'];

    const acted = await Promise.all(
      names.map((name) => recorder.underIntent(`mark-${name}`, () => aws.rules.disable(name))),
    );

    expect(acted.map(({ records }) => records.map(({ input }) => input))).toEqual(
      names.map((name) => [{ Name: name }]),
    );
    const marks = server.requests.map(({ body, userAgent }) => [
      JSON.parse(body).Name,
      userAgent.split('led/')[1],
    ]);
    expect(marks.toSorted()).toEqual(names.map((name) => [name, `mark-${name}`]));
  });

  it('a call outside carries no mark', async () => {
    server = await startWireServer(json(200, rule));
    const { aws } = awsOver(server.origin);

    await aws.rules.describe('a-rule');

    expect(server.requests[0]?.userAgent).not.toContain('led/');
  });

  it('a failure comes back as a result with the attempts that led to it', async () => {
    server = await startWireServer(serviceError(400, 'ValidationException'));
    const { aws, recorder } = awsOver(server.origin);

    const { result, records } = await recorder.underIntent('m', () => aws.rules.enable('a-rule'));

    expect(result.ok).toBe(false);
    expect(records[0]?.error).toEqual({ name: 'ValidationException', message: 'said the service' });
  });
});

describe('the endpoint observer', () => {
  const answered = { 'content-type': 'text/xml', 'x-amzn-requestid': 'invented' };
  const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:user/invented</Arn><UserId>INVENTED</UserId><Account>000000000000</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>invented</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;

  it('sees host, protocol, missing TLS and an override in force', async () => {
    server = await startWireServer((response) => response.writeHead(200, answered).end(identity));
    const { aws, sandboxes } = awsOver(server.origin);

    const { account, arn, endpoint } = await aws.identity.whoAmI();

    expect({ account, arn }).toEqual({
      account: '000000000000',
      arn: 'arn:aws:iam::000000000000:user/invented',
    });
    expect(endpoint).toEqual({
      host: new URL(server.origin).host,
      protocol: 'http:',
      overridden: true,
      saidSandbox: false,
      certificateIssuer: null,
    });
    expect(sandboxes).toEqual([]);
  });

  it('hears the sandbox say so, and how far its clock is', async () => {
    server = await startWireServer((response) =>
      response
        .writeHead(200, { ...answered, 'x-naver-sms-sandbox': '1', 'x-naver-sms-time-offset-ms': '60000' })
        .end(identity),
    );
    const { aws, sandboxes } = awsOver(server.origin);

    const { endpoint } = await aws.identity.whoAmI();

    expect(endpoint.saidSandbox).toBe(true);
    expect(sandboxes).toEqual([{ origin: server.origin, offsetMs: 60_000 }]);
  });
});
