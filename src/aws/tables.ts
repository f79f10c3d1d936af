/* The tables of the Lambda as the commands see them: what is there, and what the claims say was sent. */
import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { answerOf, orNull } from './answer-of.ts';
import type { AwsClientOptions, ClientPair } from './client-settings.ts';
import { documentClients } from './dynamodb-client.ts';
import { queryStoredClaims, toListedClaim } from './listed-claims.ts';
import { type ClaimQuery, queryClaims } from './query-claims.ts';
import { releaseClaim } from './release-claim.ts';
import type { ClaimSummary, TableService } from './table-service.ts';

export function createTableService(options: AwsClientOptions): TableService {
  return tableServiceOver(documentClients(options));
}

export function tableServiceOver(clients: ClientPair<DynamoDBDocumentClient>): TableService {
  const client = clients.reader;
  const listed = async (table: string, query: ClaimQuery) =>
    (await queryStoredClaims(client, table, query)).map(toListedClaim);
  const summed = async (table: string, query: ClaimQuery) =>
    (await queryClaims(client, claim, { table, ...query })).map(toClaimSummary);
  return {
    describe: (name) => orNull(describeTable(client, name)),
    expiryAttribute: (name) => readExpiryAttribute(client, name),
    claimsOfRun: (table, value) => summed(table, { index: 'by-run', key: 'run_id', value }),
    openClaims: async (table) => {
      const open = openStates.map((value) =>
        summed(table, { index: 'open-claims', key: 'open_state', value }),
      );
      return (await Promise.all(open)).flat();
    },
    claimsInState: (table, value) => listed(table, { index: 'open-claims', key: 'open_state', value }),
    listedClaimsOfRun: (table, value) => listed(table, { index: 'by-run', key: 'run_id', value }),
    releaseClaim: (...order) => releaseClaim(clients, ...order),
  };
}

/** The states in which a claim still needs somebody's attention; only these appear in the sparse index. */
const openStates = ['CLAIMED', 'IN_DOUBT', 'RELEASED'] as const;

const tableAnswer = z.object({
  Table: z.object({
    TableStatus: z.string(),
    ItemCount: z.number().default(0),
    KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })),
  }),
});

async function describeTable(client: DynamoDBDocumentClient, name: string) {
  const call = { action: 'dynamodb:DescribeTable', subject: `table ${name}` };
  const { value } = await answerOf(call, tableAnswer, () =>
    client.send(new DescribeTableCommand({ TableName: name })),
  );
  const { TableStatus, ItemCount, KeySchema } = value.Table;
  return { status: TableStatus, itemCount: ItemCount, keys: KeySchema.map((key) => key.AttributeName) };
}

const expiryAnswer = z.object({
  TimeToLiveDescription: z.object({ TimeToLiveStatus: z.string(), AttributeName: z.string().optional() }),
});

/** While it is being switched on or off, DynamoDB does not delete yet, or no more. */
async function readExpiryAttribute(client: DynamoDBDocumentClient, name: string): Promise<string | null> {
  const call = { action: 'dynamodb:DescribeTimeToLive', subject: `table ${name}` };
  const { value } = await answerOf(call, expiryAnswer, () =>
    client.send(new DescribeTimeToLiveCommand({ TableName: name })),
  );
  const { TimeToLiveStatus, AttributeName } = value.TimeToLiveDescription;
  return TimeToLiveStatus === 'ENABLED' ? (AttributeName ?? null) : null;
}

/** Named one by one, so that neither phone numbers nor names travel to the captain's machine. */
const claim = z.object({
  booking_num: z.string(),
  kind: z.string(),
  state: z.string(),
  claimed_at: z.iso.datetime({ offset: true }),
  run_id: z.string(),
  sens_request_id: z.string().nullish(),
});
function toClaimSummary(item: z.output<typeof claim>): ClaimSummary {
  return {
    bookingNum: item.booking_num,
    kind: item.kind,
    state: item.state,
    claimedAtMs: Date.parse(item.claimed_at),
    runId: item.run_id,
    sensRequestId: item.sens_request_id ?? null,
  };
}
