import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import type { DynaliteClient } from './dynalite-client.ts';

const describeSchema = z.object({ TableName: z.string() });
const updateSchema = describeSchema.extend({
  TimeToLiveSpecification: z.object({ Enabled: z.boolean(), AttributeName: z.string() }),
});

export interface TimeToLive {
  readonly operations: Readonly<Record<string, Operation>>;
  /** Switches it on, as seeds do. */
  enable(table: string, attribute: string): void;
}

/** The time-to-live calls: dynalite says DISABLED of every table. Nothing is ever deleted by it. */
export function createTimeToLive(dynalite: DynaliteClient): TimeToLive {
  const attributes = new Map<string, string>();
  return {
    enable: (table, attribute) => attributes.set(table, attribute),
    operations: {
      DescribeTimeToLive: async (input) => {
        const { TableName } = describeSchema.parse(input);
        await requireTable(dynalite, TableName);
        return { TimeToLiveDescription: describe(attributes.get(TableName)) };
      },
      UpdateTimeToLive: async (input) => {
        const { TableName, TimeToLiveSpecification } = updateSchema.parse(input);
        await requireTable(dynalite, TableName);
        const { Enabled, AttributeName } = TimeToLiveSpecification;
        if (Enabled === attributes.has(TableName)) {
          const state = Enabled ? 'enabled' : 'disabled';
          throw awsError('ValidationException', `TimeToLive is already ${state}`);
        }
        if (Enabled) attributes.set(TableName, AttributeName);
        else attributes.delete(TableName);
        return { TimeToLiveSpecification };
      },
    },
  };
}

const describe = (attribute: string | undefined): Record<string, string> =>
  attribute === undefined
    ? { TimeToLiveStatus: 'DISABLED' }
    : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute };

async function requireTable(dynalite: DynaliteClient, table: string): Promise<void> {
  const answer = await dynalite.call('DescribeTable', JSON.stringify({ TableName: table }));
  if (answer.status === 200) return;
  throw awsError('ResourceNotFoundException', `Requested resource not found: Table: ${table} not found`);
}
