import * as z from 'zod';
import { catalogue } from '../errors/catalogue.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { alarmsDocument } from './alarms-document.ts';
import { configSchema } from './config/config-schema.ts';

/** What each exit code says of the world; the table of docs/errors.md. */
const exitMeanings: Readonly<
  Record<keyof typeof exitCodes, readonly [code: number, meaning: string, world: string]>
> = {
  doneAndProven: [exitCodes.doneAndProven, 'done and proven', 'as asked'],
  ourBug: [exitCodes.ourBug, 'a defect of this tool', 'see the ledger'],
  badUsage: [exitCodes.badUsage, 'bad usage or configuration', 'unchanged'],
  verdictNo: [
    exitCodes.verdictNo,
    'a verdict of no: a check failed, NO-GO, verification failed or inconclusive',
    'unchanged by this command',
  ],
  declined: [exitCodes.declined, 'declined by the operator', 'unchanged'],
  unreachable: [exitCodes.unreachable, 'AWS or a channel unreachable, or access denied', 'unchanged'],
  actedUnproven: [
    exitCodes.actedUnproven,
    'acted, but the proof failed or is inconclusive, or the SLA was missed',
    'changed',
  ],
  inDoubt: [exitCodes.inDoubt, 'partly applied or in doubt: the printed command resumes', 'changed'],
  rolledBack: [
    exitCodes.rolledBack,
    'cutover failed its verification and was rolled back, proven',
    'restored',
  ],
  evidenceBroken: [exitCodes.evidenceBroken, 'the evidence does not verify', 'unchanged'],
  interrupted: [
    exitCodes.interrupted,
    'interrupted; after a first change it says what was restored and what was not',
    'see the ledger',
  ],
};

/** The documents that are made from the code, by path below the repository's root. A test keeps them current. */
export function generatedDocuments(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/alarms.md', alarmsDocument()],
    ['docs/errors.md', errorsDocument()],
    ['docs/naver-sms.config.schema.json', configSchemaDocument()],
  ]);
}

function errorsDocument(): string {
  const exits = Object.values(exitMeanings).map((cells) => `| ${cells.join(' | ')} |`);
  const errors = Object.entries(catalogue).map(
    ([code, { exitCode, meaning, remedy }]) => `| \`${code}\` | ${exitCode} | ${meaning} | ${remedy} |`,
  );
  return [
    '# Exit codes and errors',
    '',
    'Made from `src/errors/catalogue.ts` by `npm run docs`. Codes never change their meaning; scripts may rely on them.',
    '',
    '| exit code | meaning | the world |',
    '|---|---|---|',
    ...exits,
    '',
    '| error | exit code | what it means | what to do |',
    '|---|---|---|---|',
    ...errors,
    '',
  ].join('\n');
}

function configSchemaDocument(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' });
  return `${JSON.stringify({ title: 'naver-sms.config.yaml', ...schema }, null, 2)}\n`;
}
