import { afterEach, describe, expect, it } from 'vitest';
import { beginRun, type RunRequest } from '../../src/commands/begin-run.ts';
import { endRun, resultOfFailure } from '../../src/commands/end-run.ts';
import { createObservationBuffer } from '../../src/commands/observation-buffer.ts';
import { runStep } from '../../src/commands/run-step.ts';
import type { ErrorCode } from '../../src/errors/catalogue.ts';
import { exitCodes } from '../../src/errors/exit-codes.ts';
import { OperatorError } from '../../src/errors/operator-error.ts';
import { verifyRoot } from '../../src/evidence/verify-root.ts';
import type { CommandResult } from '../../src/reporting/command-result.ts';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import { startTestWorld, type TestWorld } from '../support/sandbox-toolbox.ts';

let world: TestWorld;
afterEach(() => world.stop());

const reader = { words: ['preflight'], evidence: 'required' } as const;
const lever = { words: ['rollback'], evidence: 'spill' } as const;

const done: CommandResult = {
  exitCode: exitCodes.doneAndProven,
  verdict: { state: 'pass' },
  headline: 'All of it.',
  steps: [],
  checks: [],
  spans: [],
  next: [],
  data: {},
};

const stsFails = (kind: Fault['kind'], times = 100): Fault => ({
  service: 'sts',
  operation: 'GetCallerIdentity',
  kind,
  times,
});

describe('a run that begins', () => {
  it('knows caller and target from the wire, has a number, and holds the identity call as its first observation', async () => {
    world = await startTestWorld();

    const { recorded } = await world.begin(reader);

    const { target, operator, runNo, clock } = recorded.toolbox;
    expect(target).toEqual({
      kind: 'sandbox',
      account: world.environment.account,
      region: world.environment.region,
    });
    expect(operator.arn).toMatch(/^arn:aws:/);
    expect(runNo).toBe(1);
    expect(clock.kind).toBe('virtual');
    await endRun(recorded, done);
    const observed = world.ledger().filter(({ kind }) => kind === 'observation');
    expect(observed[0]).toMatchObject({ step: 'identity', data: { endpoint: { saidSandbox: true } } });
    expect(observed[1]).toMatchObject({ step: 'sts:GetCallerIdentity', data: { call: { httpStatus: 200 } } });
  });

  it('began before its identity call, on the world’s clock', async () => {
    world = await startTestWorld();
    const { clock } = world.sandbox;
    await clock.sleep(3_600_000);
    const before = { at: clock.now().getTime(), monoMs: performance.now() };

    const { recorded } = await world.begin(reader);
    await endRun(recorded, done);

    const first = world.ledger().find(({ step }) => step === 'sts:GetCallerIdentity');
    const began = recorded.toolbox.began;
    expect(began?.monoMs).toBeGreaterThanOrEqual(before.monoMs);
    expect(began?.at.getTime()).toBeGreaterThanOrEqual(before.at - 1);
    expect(began?.at.getTime()).toBeLessThanOrEqual(Date.parse(first?.at ?? ''));
  });

  it('takes the next number each time, and a dry run takes none', async () => {
    world = await startTestWorld();

    const numbers: (number | null)[] = [];
    for (const dryRun of [false, true, false]) {
      const { recorded } = await world.begin(reader, { dryRun });
      numbers.push(recorded.toolbox.runNo);
      await endRun(recorded, done);
    }

    expect(numbers).toEqual([1, null, 2]);
  });

  it('is unnumbered, and says so, where the control table does not give a number', async () => {
    world = await startTestWorld({
      faults: [{ service: 'dynamodb', operation: 'UpdateItem', kind: 'access-denied', times: 100 }],
    });

    const { recorded, events } = await world.begin(reader);

    expect(recorded.toolbox.runNo).toBeNull();
    expect(textsOf(events)).toContainEqual(expect.stringContaining('unnumbered'));
    await endRun(recorded, done);
    expect(world.ledger().at(-1)?.runNo).toBeNull();
  });

  it('is refused on another account, with nothing changed and no ledger begun', async () => {
    world = await startTestWorld();
    const elsewhere = { ...world.environment, account: '111111111111' };

    const error = await codeOf(beginWith({ environment: elsewhere }));

    expect(error).toBe('WRONG_ACCOUNT');
    expect(world.sandbox.inspect().calls.map(({ operation }) => operation)).toEqual(['GetCallerIdentity']);
  });

  it('is refused where STS cannot be reached', async () => {
    world = await startTestWorld({ faults: [stsFails('html-503')] });

    expect(await codeOf(world.begin(reader))).toBe('AWS_UNREACHABLE');
  });
});

describe('a stopping lever that begins', () => {
  it.each([
    ['html-503', 'HTTP 503'],
    ['access-denied', 'AWS refused'],
    ['timeout-before', 'no answer within 1000 ms'],
  ] as const)(
    'goes on where STS meets %s, says so, and knows the target from the rule',
    async (kind, because) => {
      world = await startTestWorld({ faults: [stsFails(kind)] });

      const { recorded, events } = await world.begin(lever);

      expect(recorded.toolbox.operator.arn).toBeNull();
      expect(recorded.toolbox.target.kind).toBe('sandbox');
      expect(recorded.toolbox.evidence.isSpilling).toBe(false);
      expect(textsOf(events)).toContainEqual(expect.stringMatching(`STS did not say.*${because}`));
      await endRun(recorded, done);
    },
  );

  it('is refused on another account all the same', async () => {
    world = await startTestWorld({ faults: [stsFails('access-denied')] });
    const elsewhere = { ...world.environment, account: '111111111111' };

    expect(await codeOf(beginWith({ environment: elsewhere, command: lever }))).toBe('WRONG_ACCOUNT');
  });

  it('does not wait for a control table that never answers, and spills nothing for it', async () => {
    world = await startTestWorld({
      faults: [{ service: 'dynamodb', operation: 'UpdateItem', kind: 'timeout-before', times: 100 }],
    });

    const { recorded } = await world.begin(lever);

    expect(recorded.toolbox.runNo).toBeNull();
    expect(recorded.toolbox.evidence.isSpilling).toBe(false);
    await endRun(recorded, done);
  });

  it('acts while another process holds the ledger; the next command takes the spill in', async () => {
    world = await startTestWorld();
    const holder = await world.begin(reader);

    const { recorded } = await world.begin(lever);
    const outcome = await runStep(recorded.toolbox, disableRule(recorded.toolbox));
    const ended = await endRun(recorded, done);

    expect(outcome.state).toBe('done');
    expect(ended.result).toMatchObject({ exitCode: 6, verdict: { state: 'inconclusive' } });
    await endRun(holder.recorded, done);
    const next = await world.begin(reader);
    await endRun(next.recorded, done);
    const spilled = world.ledger().filter(({ kind }) => kind === 'spill');
    expect(JSON.stringify(spilled)).toContain('rule-disabled');
    expect(verified()).not.toBe('broken');
  });
});

describe('what an earlier run left in doubt', () => {
  it('is read again, closed and told before the next run takes its number', async () => {
    world = await startTestWorld();
    await leaveInDoubt();

    const { recorded, events } = await world.begin(reader);
    await endRun(recorded, done);

    const ofRun = world.ledger().filter(({ run }) => run === recorded.toolbox.run);
    const kinds = ofRun.map(({ kind }) => kind);
    expect(kinds.indexOf('recovery')).toBeGreaterThan(-1);
    expect(kinds.indexOf('recovery')).toBeLessThan(kinds.indexOf('intent'));
    expect(ofRun.find(({ kind }) => kind === 'recovery')).toMatchObject({
      step: 'disable',
      data: { found: { state: 'DISABLED' }, sentence: expect.stringContaining('Now the rule is DISABLED') },
    });
    expect(textsOf(events)).toContainEqual(expect.stringContaining('ended without an answer'));
    expect(verified()).not.toBe('broken');
  });

  it('stays open, and the run is refused, where live state cannot be read', async () => {
    world = await startTestWorld();
    await leaveInDoubt();
    // Three times: the SDK takes a refusal for one of a wrong clock, since the sandbox's is not the machine's, and retries.
    world.sandbox.addFault({ service: 'events', operation: 'DescribeRule', kind: 'access-denied', times: 3 });

    expect(await codeOf(world.begin(reader))).toBe('AWS_ACCESS_DENIED');

    const next = await world.begin(reader);
    await endRun(next.recorded, done);
    expect(world.ledger().filter(({ kind }) => kind === 'recovery')).toHaveLength(1);
  });
});

describe('a run that ends', () => {
  it('leaves its verdict, its head in the control table, and evidence that verifies', async () => {
    world = await startTestWorld();
    const { recorded } = await world.begin(reader);

    const { end } = await endRun(recorded, done);

    expect(end?.isSigned).toBe(true);
    expect(world.ledger().find(({ kind }) => kind === 'verdict')?.data).toMatchObject({ exitCode: 0 });
    const witness = await recorded.toolbox.aws.control.read('evidence-head');
    expect(witness).toMatchObject({ runNo: 1 });
    expect(verified()).toBe('verified');
  });

  it('by an error keeps the steps that were reported', async () => {
    world = await startTestWorld();
    const { recorded } = await world.begin(reader);
    await runStep(recorded.toolbox, disableRule(recorded.toolbox));
    const error = new OperatorError('PLAN_STALE', { what: 'It moved.', now: 'So.', next: 'Again.' });

    const result = resultOfFailure(recorded, error);
    await endRun(recorded, result);

    expect(result).toMatchObject({ exitCode: 3, verdict: { state: 'fail' }, next: ['Again.'] });
    expect(result.steps.map(({ id, state }) => [id, state])).toEqual([['disable', 'done']]);
  });

  it('does not overwrite the witness of a longer ledger', async () => {
    world = await startTestWorld();
    const { recorded, events } = await world.begin(reader);
    const longer = { runNo: 7, lines: 5_000, sha256: 'f'.repeat(64), at: '2026-11-21T00:00:00.000Z' };
    await recorded.toolbox.aws.control.replace('evidence-head', null, longer);

    await endRun(recorded, done);

    expect(await recorded.toolbox.aws.control.read('evidence-head')).toEqual(longer);
    expect(textsOf(events)).toContainEqual(expect.stringContaining('5000 ledger lines'));
  });
});

async function leaveInDoubt(): Promise<void> {
  const { recorded } = await world.begin(reader);
  world.sandbox.addFault({ service: 'events', operation: 'DisableRule', kind: 'html-503', times: 1 });
  const outcome = await runStep(recorded.toolbox, disableRule(recorded.toolbox));
  if (outcome.state !== 'in-doubt') throw new Error(`the fault did not work: ${outcome.state}`);
  await endRun(recorded, done);
}

function disableRule({
  aws,
  environment,
}: {
  aws: RunRequest['aws'];
  environment: RunRequest['environment'];
}) {
  const change = { kind: 'rule-disabled', rule: environment.rule } as const;
  return { id: 'disable', title: 'Disable the rule', change, act: () => aws.rules.disable(environment.rule) };
}

/** Begins a run by hand, in an environment of the caller's. */
async function beginWith(wanted: Pick<RunRequest, 'environment'> & { command?: RunRequest['command'] }) {
  const { awsOver } = await import('../aws/aws-over.ts');
  const { aws, recorder } = awsOver(world.sandbox.endpoint);
  return beginRun({
    command: reader,
    run: 'run-by-hand',
    operator: { claimed: null, reason: null },
    tool: { version: '0.0.0', commit: 'invented', bundleSha256: '0'.repeat(64) },
    isDryRun: false,
    aws,
    recorder,
    observations: createObservationBuffer(),
    clock: world.sandbox.clock,
    report: () => {},
    signal: new AbortController().signal,
    stopNotice: { words: null },
    openEvidence: () => Promise.reject(new Error('the ledger was opened')),
    ...wanted,
  });
}

function verified(): string {
  const validationFile = world.environment.evidence;
  const report = verifyRoot({ validationFile, signers: null, now: new Date() });
  return report.state;
}

function textsOf(events: readonly { kind: string }[]): string[] {
  return events.flatMap((event) => ('text' in event && typeof event.text === 'string' ? [event.text] : []));
}

async function codeOf(begun: Promise<unknown>): Promise<ErrorCode | string> {
  return begun.then(
    () => 'it began',
    (error: unknown) => (error instanceof OperatorError ? error.code : String(error)),
  );
}
