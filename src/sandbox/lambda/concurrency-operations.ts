import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import type { AsyncConfig, FunctionRecord } from './function-record.ts';
import type { FunctionStore } from './function-store.ts';

const named = z.object({ FunctionName: z.string(), Qualifier: z.string().optional() });
const reservation = named.extend({ ReservedConcurrentExecutions: z.number().int().min(0) });
const asyncWrite = named.extend({
  MaximumRetryAttempts: z.number().int().min(0).max(2).optional(),
  MaximumEventAgeInSeconds: z.number().int().min(60).max(21_600).optional(),
});

/** Reserved concurrency and the configuration of asynchronous invocations. */
export function concurrencyOperations(functions: FunctionStore): Record<string, Operation> {
  const record = (input: unknown): FunctionRecord => functions.find(named.parse(input).FunctionName).record;
  const setAsync = (found: FunctionRecord, config: AsyncConfig): Record<string, unknown> => {
    found.asyncConfig = config;
    return describeAsync(found, config);
  };
  return {
    GetFunctionConcurrency: async (input) => reservedAnswer(record(input)),
    PutFunctionConcurrency: async (input) => {
      const found = record(input);
      found.reserved = reservation.parse(input).ReservedConcurrentExecutions;
      return reservedAnswer(found);
    },
    DeleteFunctionConcurrency: async (input) => {
      record(input).reserved = null;
      return {};
    },
    GetFunctionEventInvokeConfig: async (input) => {
      const found = record(input);
      return describeAsync(found, existingAsync(found));
    },
    PutFunctionEventInvokeConfig: async (input, { nowMs }) =>
      setAsync(record(input), { ...nothingSet, ...given(input), lastModifiedMs: nowMs }),
    UpdateFunctionEventInvokeConfig: async (input, { nowMs }) => {
      const found = record(input);
      return setAsync(found, { ...existingAsync(found), ...given(input), lastModifiedMs: nowMs });
    },
    DeleteFunctionEventInvokeConfig: async (input) => {
      const found = record(input);
      existingAsync(found);
      found.asyncConfig = null;
      return {};
    },
  };
}

const nothingSet = { maximumRetryAttempts: null, maximumEventAgeSeconds: null };

/** An answer without the member means that nothing is reserved (API_GetFunctionConcurrency). */
function reservedAnswer({ reserved }: FunctionRecord): Record<string, unknown> {
  return reserved === null ? {} : { ReservedConcurrentExecutions: reserved };
}

function given(input: unknown): Partial<Omit<AsyncConfig, 'lastModifiedMs'>> {
  const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: age } = asyncWrite.parse(input);
  return {
    ...(retries === undefined ? {} : { maximumRetryAttempts: retries }),
    ...(age === undefined ? {} : { maximumEventAgeSeconds: age }),
  };
}

function existingAsync({ asyncConfig, arn }: FunctionRecord): AsyncConfig {
  if (asyncConfig) return asyncConfig;
  const message = `The function ${arn}:$LATEST doesn't have an EventInvokeConfig`;
  throw awsError('ResourceNotFoundException', message, 404);
}

function describeAsync({ arn }: FunctionRecord, config: AsyncConfig): Record<string, unknown> {
  const { maximumRetryAttempts: retries, maximumEventAgeSeconds: age } = config;
  return {
    FunctionArn: `${arn}:$LATEST`,
    LastModified: new Date(config.lastModifiedMs),
    ...(retries === null ? {} : { MaximumRetryAttempts: retries }),
    ...(age === null ? {} : { MaximumEventAgeInSeconds: age }),
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  };
}
