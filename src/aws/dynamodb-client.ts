/* The DynamoDB clients, speaking plain JavaScript values. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AwsClientOptions, type ClientPair, clientPair } from './client-settings.ts';

/** Reads and writes of items; undefined attributes are left out, null ones written as NULL. */
export function documentClients(options: AwsClientOptions): ClientPair<DynamoDBDocumentClient> {
  const { reader, writer } = clientPair(options, 'quick', (config) => new DynamoDBClient(config));
  return { reader: documentClient(reader), writer: documentClient(writer) };
}

function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
