import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxEnvironment } from '../../src/cli/config/sandbox-environment.ts';
import { alarmMatrixSchema, cellsOf } from '../../src/domain/alarm-matrix.ts';
import { verifyRoot } from '../../src/evidence/verify-root.ts';
import { alarmsOf } from '../../src/monitoring/alarms.ts';
import { jsonDocumentSchema } from '../../src/reporting/json-document.ts';
import { isExhaustive } from '../support/exhaustive.ts';
import { spawnCli } from '../support/spawn-cli.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'naver-sms-rehearse-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function rehearse(name: string, words: readonly string[]) {
  const run = await spawnCli(['rehearse', '--json', '--out', name, ...words], { cwd: folder });
  const document = jsonDocumentSchema.parse(JSON.parse(run.stdout));
  const evidence = verifyRoot({
    validationFile: join(folder, name, 'VALIDATION.md'),
    signers: null,
    now: new Date(),
  });
  return { run, document, evidence };
}

/** The alarms of a matrix whose every hop passed, with a receipt of each channel. */
function alarmsShown(matrix: unknown): readonly string[] {
  return alarmMatrixSchema
    .parse(matrix)
    .rows.filter((row) => cellsOf(row).every(([, { verdict }]) => verdict.state === 'pass'))
    .filter(({ cells: { slack, telegram } }) => slack?.proof && telegram?.proof)
    .map(({ alarm }) => alarm);
}

/**
 * What each exit code that docs/errors.md gives a rehearsal says of the world. What the scenarios do to a cutover is in
 * test/commands/cutover/scenarios.test.ts.
 */
const scenarios = [
  { fault: 'session-expired', exitCode: 3, says: /Nothing was changed/ },
  {
    fault: 'login-form-changed',
    exitCode: 3,
    says: /login-form: .*no visible user name field.*id=account.*Nothing was changed/,
  },
  { fault: 'access-denied', exitCode: 5, says: /Nothing was changed.*EnableRule/ },
  { fault: 'no-traffic', exitCode: 6, says: /no-traffic|no message was due/ },
  { fault: 'timeout-after-effect', exitCode: 7, says: /In doubt: EnableRule.*read back as ENABLED/ },
  {
    fault: 'first-tick-fails',
    exitCode: 8,
    says: /failed.*Rolled back.*No message can leave.*No run is left/,
  },
  {
    fault: 'rows-change-shape',
    exitCode: 8,
    says: /no store could be read: store 867589: RC03: 11 of 11 bookings cannot be read \(invalid-row at snapshotJson: 11\).*Rolled back.*No message can leave/,
  },
  { fault: 'wrong-service-id', exitCode: 3, says: /stopped at preflight.*Nothing was changed/ },
  {
    fault: 'one-store-forbidden',
    exitCode: 3,
    says: /stopped at preflight.*Nothing was changed/,
  },
  {
    fault: 'approval-lapses',
    exitCode: 8,
    says: /ran in mode off, not live: the approval by rehearsal lapsed at 2026-.*; approve it with naver-sms delivery approve live\. Rolled back\. No message can leave/,
  },
  {
    fault: 'telegram-forbidden',
    exitCode: 6,
    says: new RegExp(
      `stopped at alarm-test.*telegram of all ${alarmsOf(sandboxEnvironment('')).length} alarms.*403`,
    ),
  },
  { fault: 'slack-shows-nothing', exitCode: 6, says: /complete/ },
] as const;

/** Of the scenarios that end alike `npm test` plays the first. */
const played = isExhaustive
  ? scenarios
  : scenarios.filter(
      ({ exitCode }, index) => scenarios.findIndex((other) => other.exitCode === exitCode) === index,
    );

describe('a rehearsal on a fair day', () => {
  it('ends well, says the five-minute figure, and leaves evidence that verifies', async () => {
    const { run, document, evidence } = await rehearse('fair', []);

    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 0 });
    expect(document.exitCode).toBe(0);
    expect(document.target?.kind).toBe('sandbox');
    expect(document.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(alarmsShown(document.data.matrix)).toEqual(
      alarmsOf(sandboxEnvironment(folder)).map(({ name }) => name),
    );
    expect(document.spans.filter(({ id }) => id === 'execute')).toHaveLength(1);
    expect(document.data.deliveries).toEqual({ messages: 16, duplicates: 0 });
    expect(evidence).toMatchObject({ state: 'verified', runs: 5, signature: { state: 'throw-away' } });
  });

  if (isExhaustive) {
    it('gives the same verdicts and messages for the same seed', async () => {
      const [one, other] = [await rehearse('one', []), await rehearse('other', [])];

      expect(one.document.data.deliveries).toEqual(other.document.data.deliveries);
      const verdicts = [one, other].map(({ document }) =>
        document.checks.map(({ id, verdict }) => [id, verdict.state]),
      );
      expect(verdicts[0]).toEqual(verdicts[1]);
    });
  }
});

describe('a rehearsal in which something goes wrong', () => {
  for (const { fault, exitCode, says } of played) {
    it(`${fault}: ends with ${exitCode}, tells the truth, and its evidence verifies`, async () => {
      const { run, document, evidence } = await rehearse(fault, ['--fault', fault]);
      expect({ exitCode: run.exitCode, headline: document.headline }).toMatchObject({ exitCode });
      expect(document.exitCode).toBe(exitCode);
      expect(document.headline).toMatch(says);
      expect(document.data.deliveries).toMatchObject({ duplicates: 0 });
      expect(evidence.state === 'broken' ? evidence.problem : evidence.state).toBe('verified');
    });
  }
});
