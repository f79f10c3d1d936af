import {
  AddPermissionCommand,
  DeleteFunctionConcurrencyCommand,
  type FunctionConfiguration,
  type FunctionEventInvokeConfig,
  GetFunctionConcurrencyCommand,
  type GetFunctionConcurrencyResponse,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  type GetPolicyResponse,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import type { Scenario, Step } from '../compare.ts';
import { account, region, type World } from '../world.ts';

const concurrency = (name: string): Step => ({
  name,
  call: ({ functions, functionName }: World) =>
    functions.send(new GetFunctionConcurrencyCommand({ FunctionName: functionName })),
  state: (answer: GetFunctionConcurrencyResponse) => answer.ReservedConcurrentExecutions,
});

export const functionsScenario: Scenario = {
  title: 'functions of Lambda',
  steps: [
    {
      name: 'configuration',
      call: ({ functions, functionName }) =>
        functions.send(new GetFunctionConfigurationCommand({ FunctionName: functionName })),
      state: (answer: FunctionConfiguration) => [
        answer.FunctionName,
        answer.MemorySize,
        answer.Timeout,
        answer.State,
        answer.LastUpdateStatus,
        answer.Version,
      ],
    },
    concurrency('concurrency before'),
    {
      name: 'reserve none',
      call: ({ functions, functionName }) =>
        functions.send(
          new PutFunctionConcurrencyCommand({ FunctionName: functionName, ReservedConcurrentExecutions: 0 }),
        ),
    },
    concurrency('concurrency of none'),
    {
      name: 'release',
      call: ({ functions, functionName }) =>
        functions.send(new DeleteFunctionConcurrencyCommand({ FunctionName: functionName })),
    },
    concurrency('concurrency after'),
    {
      name: 'permit the rule',
      call: ({ functions, functionName }) =>
        functions.send(
          new AddPermissionCommand({
            FunctionName: functionName,
            StatementId: 'conformance',
            Action: 'lambda:InvokeFunction',
            Principal: 'events.amazonaws.com',
            SourceArn: `arn:aws:events:${region}:${account}:rule/conformance-rule`,
          }),
        ),
    },
    {
      name: 'policy',
      call: ({ functions, functionName }) =>
        functions.send(new GetPolicyCommand({ FunctionName: functionName })),
      state: ({ Policy }: GetPolicyResponse) =>
        JSON.parse(Policy ?? '{}').Statement.filter(({ Sid }: { Sid: string }) => Sid === 'conformance'),
    },
    {
      name: 'put the asynchronous configuration',
      call: ({ functions, functionName }) =>
        functions.send(
          new PutFunctionEventInvokeConfigCommand({
            FunctionName: functionName,
            MaximumRetryAttempts: 0,
            MaximumEventAgeInSeconds: 300,
          }),
        ),
    },
    {
      name: 'get the asynchronous configuration',
      call: ({ functions, functionName }) =>
        functions.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: functionName })),
      state: (answer: FunctionEventInvokeConfig) => [
        answer.MaximumRetryAttempts,
        answer.MaximumEventAgeInSeconds,
      ],
    },
    {
      name: 'configuration of nothing',
      call: ({ functions }) =>
        functions.send(new GetFunctionConfigurationCommand({ FunctionName: 'nothing' })),
    },
    {
      name: 'concurrency of nothing',
      call: ({ functions }) =>
        functions.send(
          new PutFunctionConcurrencyCommand({ FunctionName: 'nothing', ReservedConcurrentExecutions: 0 }),
        ),
    },
  ],
  known: [
    {
      only: 'sandbox',
      paths: ['LoggingConfig.LogFormat: string', 'LoggingConfig.LogGroup: string', 'RevisionId: string'],
      reason: 'AWS answers them; moto does not',
    },
    {
      only: 'moto',
      paths: [
        'Handler: string',
        'Runtime: string',
        'Layers: list',
        'SnapStart.ApplyOn: string',
        'SnapStart.OptimizationStatus: string',
      ],
      reason: 'moto’s function is made of a zip archive, the sandbox’s of an image, which has none of these',
    },
  ],
};
