/* Reads a function's configuration, values of environment variables excepted. */
import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { answerOf } from './answer-of.ts';
import type { FunctionConfiguration } from './services.ts';

/** lambda:GetFunctionConfiguration. Throws AWS_NOT_FOUND where there is no such function or qualifier. */
export async function readFunctionConfiguration(
  client: LambdaClient,
  name: string,
  qualifier?: string,
): Promise<FunctionConfiguration> {
  const call = {
    action: 'lambda:GetFunctionConfiguration',
    subject: `function ${name}${qualifier === undefined ? '' : `:${qualifier}`}`,
  };
  const { value, requestId } = await answerOf(call, configurationAnswer, () =>
    client.send(new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: qualifier })),
  );
  return { ...toConfiguration(value), requestId };
}

/** Lambda's defaults, for what the answer leaves out: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const configurationAnswer = z.object({
  FunctionName: z.string(),
  FunctionArn: z.string(),
  Version: z.string(),
  Role: z.string(),
  State: z.string().default('unknown'),
  LastUpdateStatus: z.string().default('unknown'),
  MemorySize: z.number().default(128),
  Timeout: z.number().default(3),
  EphemeralStorage: z.object({ Size: z.number() }).default({ Size: 512 }),
  Architectures: z.array(z.string()).default(['x86_64']),
  PackageType: z.string().default('Zip'),
  CodeSha256: z.string(),
  RevisionId: z.string().default(''),
  LoggingConfig: z.object({ LogGroup: z.string().nullish() }).nullish(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

function toConfiguration(
  answer: z.output<typeof configurationAnswer>,
): Omit<FunctionConfiguration, 'requestId'> {
  return {
    name: answer.FunctionName,
    arn: answer.FunctionArn,
    version: answer.Version,
    roleArn: answer.Role,
    state: answer.State,
    lastUpdateStatus: answer.LastUpdateStatus,
    memoryMb: answer.MemorySize,
    timeoutSeconds: answer.Timeout,
    ephemeralMb: answer.EphemeralStorage.Size,
    architectures: answer.Architectures,
    packageType: answer.PackageType,
    codeSha256: answer.CodeSha256,
    revisionId: answer.RevisionId,
    logGroup: answer.LoggingConfig?.LogGroup ?? `/aws/lambda/${answer.FunctionName}`,
    environmentNames: Object.keys(answer.Environment?.Variables ?? {}).sort(),
  };
}
