import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import { describe } from './configuration-operations.ts';
import type { Alias, FunctionRecord } from './function-record.ts';
import type { FunctionStore } from './function-store.ts';

const named = z.object({ FunctionName: z.string() });
const publishing = named.extend({
  CodeSha256: z.string().optional(),
  RevisionId: z.string().optional(),
  Description: z.string().default(''),
});
const aliased = named.extend({ Name: z.string() });
const aliasWrite = aliased.extend({
  FunctionVersion: z.string().optional(),
  RevisionId: z.string().optional(),
  Description: z.string().optional(),
});

/** Published versions and aliases. A version never changes; an alias moves, guarded by its RevisionId. */
export function versionOperations(functions: FunctionStore): Record<string, Operation> {
  const record = (name: string): FunctionRecord => functions.find(name).record;
  return {
    PublishVersion: async (input, { nowMs, context }) => {
      const asked = publishing.parse(input);
      const found = record(asked.FunctionName);
      checkRevision(found.revisionId, asked.RevisionId);
      const version = String(found.versions.size + 1);
      const { imageUri } = found;
      const publication = { version, imageUri, revisionId: context.newId(), publishedMs: nowMs };
      found.versions.set(version, { ...publication, description: asked.Description });
      return describe({ record: found, qualifier: version, version }, nowMs);
    },
    ListVersionsByFunction: async (input, { nowMs }) => {
      const found = record(named.parse(input).FunctionName);
      const versions = ['$LATEST', ...found.versions.keys()];
      return {
        Versions: versions.map((version) => describe({ record: found, qualifier: version, version }, nowMs)),
      };
    },
    ListAliases: async (input) => {
      const found = record(named.parse(input).FunctionName);
      return { Aliases: [...found.aliases.values()].map((alias) => describeAlias(found, alias)) };
    },
    GetAlias: async (input) => {
      const { FunctionName, Name } = aliased.parse(input);
      const found = record(FunctionName);
      return describeAlias(found, findAlias(found, Name));
    },
    CreateAlias: async (input, { context }) => {
      const { FunctionName, Name, FunctionVersion = '$LATEST', Description = '' } = aliasWrite.parse(input);
      const found = record(FunctionName);
      if (found.aliases.has(Name)) {
        throw awsError('ResourceConflictException', `Alias already exists: ${found.arn}:${Name}`, 409);
      }
      functions.find(FunctionName, FunctionVersion);
      const alias = {
        name: Name,
        version: FunctionVersion,
        revisionId: context.newId(),
        description: Description,
      };
      found.aliases.set(Name, alias);
      return describeAlias(found, alias);
    },
    UpdateAlias: async (input, { context }) => {
      const asked = aliasWrite.parse(input);
      const found = record(asked.FunctionName);
      const alias = findAlias(found, asked.Name);
      checkRevision(alias.revisionId, asked.RevisionId);
      if (asked.FunctionVersion !== undefined) functions.find(asked.FunctionName, asked.FunctionVersion);
      alias.version = asked.FunctionVersion ?? alias.version;
      alias.description = asked.Description ?? alias.description;
      alias.revisionId = context.newId();
      return describeAlias(found, alias);
    },
  };
}

function findAlias(record: FunctionRecord, name: string): Alias {
  const alias = record.aliases.get(name);
  if (!alias)
    throw awsError('ResourceNotFoundException', `Cannot find alias arn: ${record.arn}:${name}`, 404);
  return alias;
}

function describeAlias(record: FunctionRecord, alias: Alias): Record<string, unknown> {
  return {
    AliasArn: `${record.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
  };
}

function checkRevision(actual: string, expected: string | undefined): void {
  if (expected === undefined || expected === actual) return;
  throw awsError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id.',
    412,
  );
}
