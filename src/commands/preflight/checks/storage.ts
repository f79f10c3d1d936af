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
    expiryCheck(context, claims, 'settled claims, which hold phone numbers, are deleted after 13 months'),
    expiryCheck(context, control, 'the register of runs is deleted after 30 days'),
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

const expiryAttribute = 'ttl';

/** Without it, what carries an expiry is kept for ever all the same. */
function expiryCheck({ live }: CheckContext, table: string, why: string): Check {
  return {
    id: `expiry-${table}`,
    title: `Table ${table} deletes what has expired`,
    severity: 'warn',
    expected: `time to live on attribute ${expiryAttribute}: ${why}`,
    remedy: `aws dynamodb update-time-to-live --table-name ${table} --time-to-live-specification Enabled=true,AttributeName=${expiryAttribute}`,
    look: async () => {
      const reading = await tryRead(live.toolbox, {
        source: `dynamodb:DescribeTimeToLive ${table}`,
        ask: () => live.toolbox.aws.tables.expiryAttribute(table),
      });
      return judging(reading, (attribute) => {
        const observed = attribute === null ? 'off' : `on attribute ${attribute}`;
        const isRight = attribute === expiryAttribute;
        return { observed, verdict: isRight ? pass : fail(`time to live of ${table} is ${observed}`) };
      });
    },
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
