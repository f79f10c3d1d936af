import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Run } from './open-run.ts';
import type { LambdaTables } from './run-context.ts';
import { reasonOf } from './run-failed.ts';
import { openPartnerSession } from './session/open-partner-session.ts';

/** What `{"mode":"probe"}` answers. It has no effect: reads alone, no send, no register. */
export interface ProbeAnswer {
  readonly buildId: string;
  readonly isReady: boolean;
  readonly checks: readonly ProbeCheck[];
}

interface ProbeCheck {
  readonly id: string;
  readonly isOk: boolean;
  /** Why not; never a value of a secret. */
  readonly detail: string | null;
}

/** Proves that a run of this build could do its work: configuration, secrets, tables, session. */
export async function probe(run: Run): Promise<ProbeAnswer> {
  const { program } = run;
  const checks = [
    // The configuration was read at cold start, or this would not answer.
    { id: 'settings', isOk: true, detail: null },
    ...(await Promise.all([
      ...(['sens', 'naver', 'telegram', 'slack'] as const).map((part) =>
        check(`secret-${part}`, () => program.readSecret(part)),
      ),
      ...Object.entries(tableKeys).map(([table, Key]) =>
        check(`table-${table}`, () =>
          // The keys of this object are those of LambdaTables.
          program.dynamo.send(
            new GetCommand({ TableName: program.tables[table as keyof LambdaTables], Key }),
          ),
        ),
      ),
      check('session', () => openPartnerSession(run)),
    ])),
  ];
  return { buildId: program.buildId, isReady: checks.every(({ isOk }) => isOk), checks };
}

/** Keys that no item has, except the session's. */
const tableKeys: Readonly<Record<keyof LambdaTables, Record<string, string>>> = {
  sms: { booking_num: 'probe', phone: 'probe' },
  shadow: { booking_num: 'probe', phone: 'probe' },
  claims: { claim_id: 'probe' },
  session: { id: '1' },
  control: { scope: 'control', name: 'approval' },
};

async function check(id: string, act: () => Promise<unknown>): Promise<ProbeCheck> {
  try {
    await act();
    return { id, isOk: true, detail: null };
  } catch (cause) {
    return { id, isOk: false, detail: reasonOf(cause) };
  }
}
