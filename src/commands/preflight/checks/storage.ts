/* Checks of the tables and the secrets that a run needs. Secrets are looked for, never read. */
import { fail, pass } from '../../../domain/verdict.ts';
import { secretNames } from '../../../monitoring/secret-names.ts';
import { tryRead } from '../../try-read.ts';
import { type Check, type CheckContext, judging } from '../check.ts';

export function storageChecks(context: CheckContext): readonly Check[] {
  const { sms, claims, session, control } = context.environment.tables;
  return [
    tableCheck(context, sms, ['booking_num', 'phone']),
    tableCheck(context, claims, ['claim_id']),
    tableCheck(context, session, ['id']),
    tableCheck(context, control, ['scope', 'name']),
    backlogCheck(context, sms),
    ...secretNames.map((name) => secretCheck(context, name)),
  ];
}

function tableCheck({ live }: CheckContext, table: string, keys: readonly string[]): Check {
  return {
    id: `table-${table}`,
    title: `Table ${table} is there, with its keys`,
    severity: 'block',
    expected: `ACTIVE, keys ${keys.join(', ')}`,
    remedy: `aws dynamodb describe-table --table-name ${table}`,
    look: async () =>
      judging(await describe(live.toolbox, table), (found) => {
        const observed = found ? `${found.status}, keys ${found.keys.join(', ')}` : 'no such table';
        const isRight = found?.status === 'ACTIVE' && found.keys.join() === keys.join();
        return { observed, verdict: isRight ? pass : fail(`${table}: ${observed}`) };
      }),
  };
}

/** With an empty table every confirmed booking would count as new, and each customer would be messaged at once. */
function backlogCheck({ live }: CheckContext, table: string): Check {
  return {
    id: 'no-backlog',
    title: 'The first run meets no backlog',
    severity: 'warn',
    expected: `rows in table ${table} (DynamoDB counts them every six hours)`,
    remedy: 'invoke the function with {"mode":"dry-run"}: it says what would be sent',
    look: async () =>
      judging(await describe(live.toolbox, table), (found) => ({
        observed: `${found?.itemCount ?? 'no'} rows`,
        verdict:
          (found?.itemCount ?? 0) > 0 ? pass : fail('no row: every confirmed booking would count as new'),
      })),
  };
}

function secretCheck({ live }: CheckContext, name: string): Check {
  return {
    id: `secret-${name.split('/').at(-1)}`,
    title: `Secret ${name} exists`,
    severity: 'block',
    expected: 'it exists; its value is not read',
    remedy: `aws secretsmanager create-secret --name ${name}`,
    look: async () => {
      const reading = await tryRead(live.toolbox, {
        source: `secretsmanager:DescribeSecret ${name}`,
        ask: () => live.toolbox.aws.secrets.exists(name),
      });
      return judging(reading, (exists) => ({
        observed: exists ? 'exists' : 'no such secret',
        verdict: exists ? pass : fail(`there is no secret ${name}`),
      }));
    },
  };
}

function describe(toolbox: CheckContext['live']['toolbox'], table: string) {
  return tryRead(toolbox, {
    source: `dynamodb:DescribeTable ${table}`,
    ask: () => toolbox.aws.tables.describe(table),
  });
}
