import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  DeleteFunctionConcurrencyCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { testOptions, testWorld } from '../test-world.ts';

const FunctionName = testWorld.function;
const minute = 60_000;

let sandbox: Sandbox;
let lambda: LambdaClient;

beforeAll(async () => {
  sandbox = await startSandbox(
    testOptions({ dials: { logs: { ingestionDelayMs: 0, emptyFirstPageChance: 0 } } }),
  );
  lambda = new LambdaClient(clientOptions());
});

afterAll(async () => {
  expect(sandbox.inspect().problems).toEqual([]);
  await sandbox.stop();
});

function clientOptions() {
  return {
    endpoint: sandbox.endpoint,
    region: testWorld.region,
    credentials: sandbox.credentials,
    maxAttempts: 1,
  };
}

async function invoke(event: unknown, more: Partial<InvokeCommandInput> = {}) {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), ...more }),
  );
  const payload =
    answer.Payload && answer.Payload.length > 0 ? JSON.parse(Buffer.from(answer.Payload).toString()) : null;
  const tail = Buffer.from(answer.LogResult ?? '', 'base64').toString();
  return { answer, payload, tail };
}

async function logLines(requestId: string | undefined): Promise<string[]> {
  const logs = new CloudWatchLogsClient(clientOptions());
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: testWorld.logGroup, filterPattern: `"${requestId}"` }),
  );
  return events.map(({ message }) => message ?? '');
}

describe('a synchronous invocation', () => {
  it('runs the program in a child process on virtual time and answers what it answered', async () => {
    await sandbox.clock.sleep(45 * minute);
    const { answer, payload } = await invoke({ act: 'echo', value: '한글' });
    expect(answer.StatusCode).toBe(200);
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.ExecutedVersion).toBe('$LATEST');
    expect(payload.event).toEqual({ act: 'echo', value: '한글' });
    expect(payload.context.requestId).toBe(answer.$metadata.requestId);
    expect(Math.abs(payload.now - sandbox.clock.nowMs())).toBeLessThan(10_000);
    expect(Date.parse(payload.at)).toBe(
      Math.floor(payload.now / 1000) * 1000 + (Date.parse(payload.at) % 1000),
    );
    expect(payload.context.deadlineMs - payload.now).toBeGreaterThan(280_000);
    expect(payload.context.deadlineMs - payload.now).toBeLessThanOrEqual(300_000);
    expect(payload.context.traceId).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/);
  });

  it('gives the child the environment of a function and nothing of ours', async () => {
    const { payload } = await invoke({ act: 'environment' });
    expect(payload).toMatchObject({
      AWS_LAMBDA_FUNCTION_NAME: FunctionName,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: testWorld.logGroup,
      AWS_REGION: testWorld.region,
      AWS_ENDPOINT_URL: sandbox.endpoint,
      TZ: ':UTC',
    });
    expect(payload.SENS_BASE_URL).toContain(sandbox.worldEndpoint);
    expect(payload.HOME).toBeUndefined();
    expect(payload.VITEST).toBeUndefined();
  });

  it('writes START, the program’s lines, END and REPORT to the log group and gives their end with LogType Tail', async () => {
    const { answer, tail } = await invoke(
      { act: 'log', lines: ['one', 'two'], errors: ['three'] },
      { LogType: 'Tail' },
    );
    const lines = tail.trimEnd().split('\n');
    expect(lines[0]).toBe(`START RequestId: ${answer.$metadata.requestId} Version: $LATEST`);
    expect(lines.slice(1, -2).sort()).toEqual(['one', 'three', 'two']);
    expect(lines.at(-2)).toBe(`END RequestId: ${answer.$metadata.requestId}`);
    expect(lines.at(-1)).toMatch(
      /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 1024 MB\tMax Memory Used: \d+ MB(\tInit Duration: [\d.]+ ms)?\t?$/,
    );
    expect(await logLines(answer.$metadata.requestId)).toHaveLength(3);
  });

  it('uses a warm environment again, with its log stream, until the configuration of the function changes', async () => {
    const first = await invoke({ act: 'environment' });
    const again = await invoke({ act: 'pid' });
    const warm = await invoke({ act: 'environment' });
    await lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName, ImageUri: `x/y@sha256:${'b'.repeat(64)}` }),
    );
    await sandbox.clock.sleep(minute);
    const changed = await invoke({ act: 'environment' });
    const after = await invoke({ act: 'pid' });

    const streamOf = ({ payload }: { payload: Record<string, string> }) => payload.AWS_LAMBDA_LOG_STREAM_NAME;
    expect(streamOf(warm)).toBe(streamOf(first));
    expect(streamOf(changed)).not.toBe(streamOf(first));
    expect(after.payload.pid).not.toBe(again.payload.pid);
  });

  it('tells of a thrown error as Unhandled, with the error document as payload', async () => {
    const { answer, payload } = await invoke({ act: 'throw' });
    expect(answer.StatusCode).toBe(200);
    expect(answer.FunctionError).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType: 'TypeError', errorMessage: 'as told' });
  });

  it('tells of a program that ends without an answer', async () => {
    const { answer, payload } = await invoke({ act: 'exit' });
    expect(answer.FunctionError).toBe('Unhandled');
    expect(payload.errorType).toBe('Runtime.ExitError');
    expect(payload.errorMessage).toContain('exit status 3');
    expect((await logLines(answer.$metadata.requestId)).join('')).toContain('Error Type: Runtime.ExitError');
  });

  it('refuses a payload that is no JSON and a function that is not there', async () => {
    await expect(lambda.send(new InvokeCommand({ FunctionName, Payload: '{' }))).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('does nothing for DryRun', async () => {
    const before = sandbox.inspect().invocations.length;
    const { answer } = await invoke({ act: 'echo' }, { InvocationType: 'DryRun' });
    expect(answer.StatusCode).toBe(204);
    expect(sandbox.inspect().invocations).toHaveLength(before);
  });
});

describe('reserved concurrency', () => {
  it('of zero throttles every invocation with the documented reason, until it is lifted', async () => {
    const put = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 });
    expect((await lambda.send(put)).ReservedConcurrentExecutions).toBe(0);
    await expect(invoke({ act: 'echo' })).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect(
      (await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions,
    ).toBeUndefined();
    expect((await invoke({ act: 'echo' })).answer.StatusCode).toBe(200);
  });

  it('parks asynchronous events while it is zero and runs them once it is lifted', async () => {
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 21_600 }),
    );
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    const before = sandbox.inspect().invocations.length;
    const { answer } = await invoke({ act: 'echo' }, { InvocationType: 'Event' });
    expect(answer.StatusCode).toBe(202);
    await sandbox.clock.sleep(10 * minute);
    expect(sandbox.inspect().parkedEvents).toMatchObject([{ requestId: answer.$metadata.requestId }]);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    await sandbox.clock.sleep(6 * minute);
    expect(sandbox.inspect().parkedEvents).toEqual([]);
    expect(sandbox.inspect().invocations.slice(before)).toMatchObject([
      { requestId: answer.$metadata.requestId },
    ]);
  });

  it('drops parked events that are older than the configured age', async () => {
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 120 }),
    );
    const before = sandbox.inspect().invocations.length;
    await invoke({ act: 'echo' }, { InvocationType: 'Event' });
    await sandbox.clock.sleep(10 * minute);
    expect(sandbox.inspect().parkedEvents).toEqual([]);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    await sandbox.clock.sleep(10 * minute);
    expect(sandbox.inspect().invocations).toHaveLength(before);
  });
});

describe('an asynchronous event', () => {
  it('that fails is tried again after one and after two minutes, under the same request id', async () => {
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 2 }));
    const before = sandbox.inspect().invocations.length;
    const { answer } = await invoke({ act: 'throw' }, { InvocationType: 'Event' });
    await sandbox.clock.sleep(10 * minute);
    const runs = sandbox.inspect().invocations.slice(before);
    expect(runs.map(({ requestId }) => requestId)).toEqual(Array(3).fill(answer.$metadata.requestId));
    const gaps = runs.slice(1).map((run, index) => run.startedAtMs - (runs[index]?.endedAtMs ?? 0));
    expect(gaps.map((gap) => Math.round(gap / 10_000))).toEqual([6, 12]);
  });

  it('is not tried again where the configuration says so', async () => {
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }));
    expect(await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }))).toMatchObject({
      MaximumRetryAttempts: 0,
    });
    const before = sandbox.inspect().invocations.length;
    await invoke({ act: 'throw' }, { InvocationType: 'Event' });
    await sandbox.clock.sleep(10 * minute);
    expect(sandbox.inspect().invocations).toHaveLength(before + 1);
  });
});

describe('configuration', () => {
  it('tells what preflight asks for', async () => {
    const { Configuration, Code } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Configuration).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Image',
      LoggingConfig: { LogGroup: testWorld.logGroup },
    });
    expect(Code?.ResolvedImageUri).toMatch(new RegExp(`@sha256:${Configuration?.CodeSha256}$`));
  });

  it('changes code by digest only against the revision that was read, and shows the update in progress', async () => {
    const read = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    const ImageUri = `${Code?.ImageUri?.split('@')[0]}@sha256:${'ab'.repeat(32)}`;
    const stale = new UpdateFunctionCodeCommand({ FunctionName, ImageUri, RevisionId: 'of-yesterday' });
    await expect(lambda.send(stale)).rejects.toMatchObject({ name: 'PreconditionFailedException' });
    const update = { FunctionName, ImageUri, ...(read.RevisionId ? { RevisionId: read.RevisionId } : {}) };
    const updated = await lambda.send(new UpdateFunctionCodeCommand(update));
    expect(updated).toMatchObject({ LastUpdateStatus: 'InProgress', CodeSha256: 'ab'.repeat(32) });
    const second = new UpdateFunctionCodeCommand({ FunctionName, ImageUri });
    await expect(lambda.send(second)).rejects.toMatchObject({ name: 'ResourceConflictException' });
    await sandbox.clock.sleep(5000);
    expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).toMatchObject({
      LastUpdateStatus: 'Successful',
    });
  });

  it('keeps versions and aliases, and says when an alias is not there', async () => {
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
    const create = new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: Version ?? '' });
    await lambda.send(create);
    expect(await lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }))).toMatchObject({
      FunctionVersion: '1',
    });
    const { answer, payload } = await invoke({ act: 'echo' }, { Qualifier: 'live' });
    expect(answer.ExecutedVersion).toBe('1');
    expect(payload.context.functionArn).toMatch(/:send-function:1$/);
    await expect(lambda.send(new GetAliasCommand({ FunctionName, Name: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('keeps the resource policy as statements', async () => {
    await lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: 'more',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: 'arn:aws:events:x:1:rule/other',
      }),
    );
    const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName }));
    const { Statement } = JSON.parse(Policy ?? '{}');
    expect(Statement).toHaveLength(2);
    expect(Statement[0]).toMatchObject({
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
    });
    await expect(
      lambda.send(new GetPolicyCommand({ FunctionName: testWorld.legacy.function, Qualifier: '$LATEST' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
