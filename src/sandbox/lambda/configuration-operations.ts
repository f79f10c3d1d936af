import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import { digestOf, type FunctionRecord } from './function-record.ts';
import type { FunctionStore, Qualified } from './function-store.ts';

const asked = z.object({ FunctionName: z.string(), Qualifier: z.string().optional() });
const codeUpdate = z.object({
  FunctionName: z.string(),
  ImageUri: z.string(),
  RevisionId: z.string().optional(),
  DryRun: z.boolean().default(false),
  Publish: z.boolean().default(false),
});

/** An update of code is visible as InProgress for about this long. */
const updateMs = 2000;

/** GetFunction, GetFunctionConfiguration, ListFunctions, UpdateFunctionCode. */
export function configurationOperations(functions: FunctionStore): Record<string, Operation> {
  const find = (input: unknown): Qualified => {
    const { FunctionName, Qualifier } = asked.parse(input);
    return functions.find(FunctionName, Qualifier);
  };
  return {
    ListFunctions: async (_input, { nowMs }) => ({
      Functions: functions.all.map((record) =>
        describe({ record, qualifier: '', version: '$LATEST' }, nowMs),
      ),
    }),
    GetFunctionConfiguration: async (input, { nowMs }) => describe(find(input), nowMs),
    GetFunction: async (input, { nowMs }) => getFunction(find(input), nowMs),
    UpdateFunctionCode: async (input, { nowMs, context }) => {
      const update = codeUpdate.parse(input);
      const found = functions.find(update.FunctionName);
      checkUpdate(found.record, update.RevisionId, nowMs);
      if (update.DryRun) return describe(found, nowMs);
      changeImage(found.record, { imageUri: update.ImageUri, revisionId: context.newId(), nowMs });
      return describe(found, nowMs);
    },
  };
}

/** FunctionConfiguration as Lambda answers it; a published version shows the code that it was published with. */
export function describe({ record, qualifier, version }: Qualified, nowMs: number): Record<string, unknown> {
  const published = record.versions.get(version);
  return {
    FunctionName: record.name,
    FunctionArn: qualifier === '' ? record.arn : `${record.arn}:${qualifier}`,
    Role: record.roleArn,
    CodeSize: 0,
    Description: published?.description ?? '',
    Timeout: record.timeoutSeconds,
    MemorySize: record.memoryMb,
    LastModified: new Date(record.lastModifiedMs).toISOString().replace('Z', '+0000'),
    CodeSha256: digestOf(published?.imageUri ?? record.imageUri),
    Version: version,
    RevisionId: published?.revisionId ?? record.revisionId,
    State: 'Active',
    LastUpdateStatus: nowMs < record.updatingUntilMs ? 'InProgress' : 'Successful',
    PackageType: 'Image',
    Architectures: [record.architecture],
    EphemeralStorage: { Size: record.ephemeralMb },
    TracingConfig: { Mode: 'PassThrough' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: record.logGroup },
    Environment: { Variables: record.environment },
  };
}

function getFunction(found: Qualified, nowMs: number): Record<string, unknown> {
  const { record } = found;
  const imageUri = record.versions.get(found.version)?.imageUri ?? record.imageUri;
  const reserved =
    record.reserved === null ? {} : { Concurrency: { ReservedConcurrentExecutions: record.reserved } };
  return {
    Configuration: describe(found, nowMs),
    Code: { RepositoryType: 'ECR', ImageUri: imageUri, ResolvedImageUri: imageUri },
    ...reserved,
  };
}

function checkUpdate(record: FunctionRecord, revisionId: string | undefined, nowMs: number): void {
  if (nowMs < record.updatingUntilMs) {
    throw awsError(
      'ResourceConflictException',
      `The operation cannot be performed at this time. An update is in progress for resource: ${record.arn}`,
      409,
    );
  }
  if (revisionId === undefined || revisionId === record.revisionId) return;
  throw awsError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    412,
  );
}

function changeImage(
  record: FunctionRecord,
  change: { imageUri: string; revisionId: string; nowMs: number },
): void {
  record.imageUri = change.imageUri;
  record.revisionId = change.revisionId;
  record.lastModifiedMs = change.nowMs;
  record.updatingUntilMs = change.nowMs + updateMs;
}
