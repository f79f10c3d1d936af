import { dirname } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import type { WorldSpec } from '../../src/sandbox/world-spec.ts';
import { bundleBuildId } from './bundle-build-id.ts';
import { provenApproval } from './invented-approval.ts';

/**
 * Writes a live approval of the build that the function runs, as `delivery approve` writes it; returns the build id. The
 * id is read from the bundle, as a running function reads its own: no process is started for it.
 */
export async function putApproval(
  sandbox: Sandbox,
  { region, bundles, tables }: Pick<WorldSpec, 'region' | 'bundles' | 'tables'>,
): Promise<string> {
  const { accessKeyId, secretAccessKey } = sandbox.credentials;
  const client = new DynamoDBClient({
    endpoint: sandbox.endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const buildId = await bundleBuildId(dirname(bundles.run));
  const approvedAt = sandbox.clock.now().toISOString();
  const Item = {
    scope: 'control',
    name: 'approval',
    mode: 'live',
    buildId,
    approvedBy: 'test',
    approvedAt,
    until: null,
    ...provenApproval,
    reason: 'test',
  };
  try {
    await DynamoDBDocumentClient.from(client).send(new PutCommand({ TableName: tables.control, Item }));
  } finally {
    client.destroy();
  }
  return buildId;
}
