/* Lambda functions: what is deployed, how much may run at once, and calling it. */
import {
  DeleteFunctionConcurrencyCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { acknowledgementOf, answerOf, orNull } from './answer-of.ts';
import { type AwsClientOptions, type ClientPair, clientPair } from './client-settings.ts';
import type { CallSubject } from './explain-aws-error.ts';
import { readFunctionConfiguration } from './lambda-configuration.ts';
import { invokeFunction } from './lambda-invoke.ts';
import type { FunctionService } from './services.ts';

export function createFunctionService(options: AwsClientOptions): FunctionService {
  const quick = clientPair(options, 'quick', (config) => new LambdaClient(config));
  const invoker = clientPair(options, 'invoke', (config) => new LambdaClient(config)).writer;
  return functionServiceOver(quick, invoker);
}

/** `invoker` waits longer than the others, since its answer comes after the function's own work. */
export function functionServiceOver(
  clients: ClientPair<LambdaClient>,
  invoker: LambdaClient,
): FunctionService {
  const { reader, writer } = clients;
  return {
    configuration: (name, qualifier) => orNull(readFunctionConfiguration(reader, name, qualifier)),
    imageUri: (name, qualifier) => orNull(readImageUri(reader, name, qualifier)),
    aliasVersion: (name, alias) => orNull(readAliasVersion(reader, name, alias)),
    policyStatements: async (name, qualifier) => (await orNull(readPolicy(reader, name, qualifier))) ?? [],
    reservedConcurrency: (name) => readReservedConcurrency(reader, name),
    setReservedConcurrency: (name, value) =>
      acknowledgementOf(on('PutFunctionConcurrency', name), () =>
        writer.send(
          new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: value }),
        ),
      ),
    clearReservedConcurrency: (name) =>
      acknowledgementOf(on('DeleteFunctionConcurrency', name), () =>
        writer.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name })),
      ),
    asyncConfig: (name) => orNull(readAsyncConfig(reader, name)),
    invoke: (name, payload) => invokeFunction(invoker, name, payload),
  };
}

const on = (operation: string, name: string, qualifier?: string): CallSubject => ({
  action: `lambda:${operation}`,
  subject: `function ${name}${qualifier === undefined ? '' : `:${qualifier}`}`,
});

const functionAnswer = z.object({ Code: z.object({ ResolvedImageUri: z.string().nullish() }).nullish() });

async function readImageUri(client: LambdaClient, name: string, qualifier?: string): Promise<string | null> {
  const { value } = await answerOf(on('GetFunction', name, qualifier), functionAnswer, () =>
    client.send(new GetFunctionCommand({ FunctionName: name, Qualifier: qualifier })),
  );
  return value.Code?.ResolvedImageUri ?? null;
}

const aliasAnswer = z.object({ FunctionVersion: z.string() });

async function readAliasVersion(client: LambdaClient, name: string, alias: string): Promise<string> {
  const { value } = await answerOf(on('GetAlias', name, alias), aliasAnswer, () =>
    client.send(new GetAliasCommand({ FunctionName: name, Name: alias })),
  );
  return value.FunctionVersion;
}

const policyDocument = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'the policy is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.object({ Statement: z.array(z.record(z.string(), z.unknown())) }));
const policyAnswer = z.object({ Policy: policyDocument });

async function readPolicy(
  client: LambdaClient,
  name: string,
  qualifier?: string,
): Promise<readonly Record<string, unknown>[]> {
  const { value } = await answerOf(on('GetPolicy', name, qualifier), policyAnswer, () =>
    client.send(new GetPolicyCommand({ FunctionName: name, Qualifier: qualifier })),
  );
  return value.Policy.Statement;
}

const concurrencyAnswer = z.object({ ReservedConcurrentExecutions: z.number().nullish() });

async function readReservedConcurrency(client: LambdaClient, name: string): Promise<number | null> {
  const { value } = await answerOf(on('GetFunctionConcurrency', name), concurrencyAnswer, () =>
    client.send(new GetFunctionConcurrencyCommand({ FunctionName: name })),
  );
  return value.ReservedConcurrentExecutions ?? null;
}

const asyncAnswer = z.object({
  MaximumRetryAttempts: z.number().nullish(),
  MaximumEventAgeInSeconds: z.number().nullish(),
});

async function readAsyncConfig(client: LambdaClient, name: string) {
  const { value } = await answerOf(on('GetFunctionEventInvokeConfig', name), asyncAnswer, () =>
    client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: name })),
  );
  return {
    maximumRetryAttempts: value.MaximumRetryAttempts ?? null,
    maximumEventAgeSeconds: value.MaximumEventAgeInSeconds ?? null,
  };
}
