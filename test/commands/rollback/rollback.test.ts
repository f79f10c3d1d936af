import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rollbackCommand } from '../../../src/commands/rollback/rollback.ts';
import type { StepResult } from '../../../src/domain/step-result.ts';
import { openEvidenceRun } from '../../../src/evidence/open-run.ts';
import type { CommandResult } from '../../../src/reporting/command-result.ts';
import { type RollbackWorld, startRollbackWorld } from './rollback-world.ts';

let world: RollbackWorld;

beforeEach(async () => {
  world = await startRollbackWorld();
});

afterEach(async () => {
  await world.stop();
});

const stateOf = (result: CommandResult, id: string): StepResult['state'] | undefined =>
  result.steps.find((step) => step.id === id)?.state;
const checkOf = (result: CommandResult, id: string) => result.checks.find((check) => check.id === id);
const spanOf = (result: CommandResult, id: string) => result.spans.find((span) => span.id === id);

async function levers() {
  const [stop, brake, generation] = await Promise.all(
    ['stop', 'brake', 'generation'].map((name) => world.readControl(name)),
  );
  return { stop, brake, generation };
}

async function enableRule(): Promise<void> {
  await world.aside(async (toolbox) => {
    await toolbox.aws.rules.enable(world.environment.rule);
    await toolbox.aws.functions.setReservedConcurrency(world.environment.function, 5);
  });
}

describe('a rollback', () => {
  it('pulls the three levers, proves them, and says so with exit code 0', async () => {
    await enableRule();

    const { result } = await world.run(rollbackCommand, {}, { reason: 'wrong names' });

    expect(result.exitCode).toBe(0);
    expect(result.verdict.state).toBe('pass');
    const { stop, brake, generation } = await levers();
    expect(stop).toMatchObject({ who: 'captain', why: 'wrong names' });
    expect(brake).toMatchObject({ function: world.environment.function, previous: 5 });
    expect(generation).toMatchObject({ value: 1 });
    expect(checkOf(result, 'lever-rule')?.observed).toBe('ENABLED -> DISABLED');
    expect(checkOf(result, 'lever-concurrency')?.observed).toBe('5 reserved -> 0 reserved');
    expect(checkOf(result, 'proof-drained')?.verdict.state).toBe('pass');
  });

  it('measures the five-minute figure on the world clock and its own work in real time', async () => {
    const { result } = await world.run(rollbackCommand);

    expect(spanOf(result, 'execute')).toMatchObject({
      timebase: 'virtual',
      basis: 'observed',
      limitMs: 300_000,
    });
    expect(spanOf(result, 'levers')).toMatchObject({ timebase: 'real' });
    expect(spanOf(result, 'execute')?.durationMs).toBeGreaterThan(0);
    expect(spanOf(result, 'detect')).toBeUndefined();
  });

  it('tells Slack and Telegram afterwards, in Korean and English, with the run', async () => {
    await world.run(rollbackCommand);

    const { slackMessages, telegramMessages } = world.sandbox.inspect();
    expect(JSON.stringify(slackMessages)).toContain('롤백 완료');
    expect(JSON.stringify(telegramMessages)).toContain('Rolled back.');
    expect(JSON.stringify(telegramMessages)).toContain('SIMULATED');
  });

  it('works twice, says what was already so, and never takes the brake for what was there before', async () => {
    await enableRule();
    await world.run(rollbackCommand);

    const { result, events } = await world.run(rollbackCommand);

    expect(result.exitCode).toBe(0);
    expect(events.filter(({ kind }) => kind === 'warning')).toEqual([]);
    expect(result.steps.find(({ id }) => id === 'rule')?.detail).toContain('already so');
    expect(result.steps.find(({ id }) => id === 'concurrency')?.detail).toContain('already so');
    expect((await levers()).brake).toMatchObject({ previous: 5 });
    expect((await levers()).generation).toMatchObject({ value: 2 });
  });

  it('warns when the concurrency was 0 before and nobody kept what it had been', async () => {
    await world.aside(async (toolbox) => {
      await toolbox.aws.functions.setReservedConcurrency(world.environment.function, 0);
    });

    const { result, events } = await world.run(rollbackCommand);

    expect(result.exitCode).toBe(0);
    expect((await levers()).brake).toBeNull();
    expect(events).toContainEqual({
      kind: 'warning',
      text: expect.stringContaining('no earlier value is kept'),
    });
  });

  it('wins over a cutover that enables the rule behind its back', async () => {
    const meddled: typeof rollbackCommand = {
      ...rollbackCommand,
      run: (toolbox, options) => {
        const { functions, rules } = toolbox.aws;
        const invoke: typeof functions.invoke = async (name, payload) => {
          await rules.enable(world.environment.rule);
          return await functions.invoke(name, payload);
        };
        return rollbackCommand.run(
          { ...toolbox, aws: { ...toolbox.aws, functions: { ...functions, invoke } } },
          options,
        );
      },
    };

    const { result, events } = await world.run(meddled);

    expect(result.exitCode).toBe(0);
    expect(stateOf(result, 'rule-held')).toBe('done');
    expect(events).toContainEqual({ kind: 'warning', text: expect.stringContaining('ENABLED again') });
    expect(world.calls('events', 'DisableRule')).toBe(2);
  });

  it('changes nothing in a dry run', async () => {
    const { result } = await world.run(rollbackCommand, {}, { dryRun: true });

    expect(result).toMatchObject({ exitCode: 0, verdict: { state: 'inconclusive' } });
    expect(result.steps.every(({ state }) => state === 'skipped')).toBe(true);
    expect(await levers()).toEqual({ stop: null, brake: null, generation: null });
    expect(world.calls('events', 'DisableRule')).toBe(0);
  });
});

describe('a rollback while a run is in flight', () => {
  it('is silent when the send time limit has passed, and drained when the run can no longer live', async () => {
    const nowMs = world.sandbox.clock.now().getTime();
    await world.putRun({
      ...{
        startedAt: new Date(nowMs - 1_000).toISOString(),
        timeoutAt: new Date(nowMs + 120_000).toISOString(),
      },
      ...{ endedAt: null, outcome: null, requestId: 'r1', buildId: 'b', mode: 'live' },
    });

    const { result, events } = await world.run(rollbackCommand);

    expect(result.exitCode).toBe(0);
    const silentMs = spanOf(result, 'execute')?.durationMs ?? 0;
    const drainedMs = spanOf(result, 'drain')?.durationMs ?? 0;
    expect(silentMs).toBeGreaterThanOrEqual(10_000);
    // What is real work in it takes well under a second; the wait for the end of the run would take two minutes.
    expect(silentMs).toBeLessThan(60_000);
    expect(drainedMs).toBeGreaterThanOrEqual(120_000);
    expect(drainedMs).toBeLessThan(240_000);
    expect(events.some((event) => event.kind === 'waiting')).toBe(true);
  });

  it('takes a run that registered its end for ended', async () => {
    const nowMs = world.sandbox.clock.now().getTime();
    const startedAt = new Date(nowMs - 5_000).toISOString();
    await world.putRun({
      ...{ startedAt, timeoutAt: new Date(nowMs + 120_000).toISOString(), endedAt: startedAt },
      ...{ outcome: 'succeeded', requestId: 'r1', buildId: 'b', mode: 'live' },
    });

    const { result } = await world.run(rollbackCommand);

    expect(spanOf(result, 'execute')?.durationMs).toBeLessThan(5_000);
  });

  it('keeps the levers when the operator interrupts the proof, and says what is not proven', async () => {
    const nowMs = world.sandbox.clock.now().getTime();
    await world.putRun({
      ...{ startedAt: new Date(nowMs).toISOString(), timeoutAt: new Date(nowMs + 800_000).toISOString() },
      ...{ endedAt: null, outcome: null, requestId: 'r1', buildId: 'b', mode: 'live' },
    });
    const controller = new AbortController();

    const { result } = await world.run(
      rollbackCommand,
      {},
      {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.kind === 'waiting') controller.abort(new Error('interrupted'));
        },
      },
    );

    expect(result.exitCode).toBe(130);
    expect(checkOf(result, 'lever-stop')?.verdict.state).toBe('pass');
    expect(checkOf(result, 'proof-drained')?.verdict.state).toBe('inconclusive');
    expect((await levers()).stop).not.toBeNull();
  });
});

describe('a rollback that may change nothing', () => {
  it('says that nothing was changed, and ends with 5', async () => {
    await enableRule();
    for (const [service, operation] of writes) {
      world.sandbox.addFault({ service, operation, kind: 'access-denied', times: 99 });
    }

    const { result } = await world.run(rollbackCommand);

    expect(result.exitCode).toBe(5);
    expect(result.headline).toMatch(
      /^NOTHING was rolled back, nothing was changed\. Messages may still leave\. .*AWS refused/,
    );
    expect(result.next).toContain('naver-sms rollback --env sandbox');
    expect(await levers()).toMatchObject({ stop: null });
  });
});

/** Every write of a lever. */
const writes = [
  ['events', 'DisableRule'],
  ['lambda', 'PutFunctionConcurrency'],
  ['dynamodb', 'PutItem'],
  ['dynamodb', 'UpdateItem'],
  ['dynamodb', 'TransactWriteItems'],
] as const;

describe('a rollback with one broken lever', () => {
  it('carries on when the rule may not be disabled: exit 7, the others hold, no message leaves', async () => {
    await enableRule();
    world.sandbox.addFault({ service: 'events', operation: 'DisableRule', kind: 'access-denied', times: 99 });

    const { result } = await world.run(rollbackCommand);

    expect(result.exitCode).toBe(7);
    expect(result.headline).toContain('PARTLY rolled back. No message can leave');
    expect(result.headline).toContain('Did not take: the rule');
    expect(stateOf(result, 'rule')).toBe('failed');
    expect(checkOf(result, 'lever-stop')?.verdict.state).toBe('pass');
    expect(checkOf(result, 'lever-concurrency')?.verdict.state).toBe('pass');
    expect(checkOf(result, 'lever-rule')?.remedy).toContain('aws events disable-rule');
    expect(result.next.at(-1)).toContain('naver-sms rollback');
  });

  it('repeats a throttled lever and gives it up after three attempts', async () => {
    await enableRule();
    world.sandbox.addFault({
      service: 'lambda',
      operation: 'PutFunctionConcurrency',
      kind: 'throttle',
      times: 99,
    });

    const { result } = await world.run(rollbackCommand);

    expect(result.exitCode).toBe(7);
    expect(checkOf(result, 'lever-rule')?.observed).toBe('ENABLED -> DISABLED');
    expect(checkOf(result, 'proof-silent')?.verdict.state).toBe('pass');
    expect(checkOf(result, 'proof-drained')?.verdict.state).toBe('inconclusive');
    expect(world.calls('lambda', 'Invoke')).toBeLessThanOrEqual(1);
  });

  it('lets nobody wait for a service that never answers: messages end at once, the exit code is 7', async () => {
    await enableRule();
    world.sandbox.addFault({
      service: 'events',
      operation: 'DisableRule',
      kind: 'timeout-before',
      times: 99,
    });

    const { result } = await world.run(rollbackCommand);

    expect(result.exitCode).toBe(7);
    expect(stateOf(result, 'rule')).toBe('in-doubt');
    expect(spanOf(result, 'execute')?.durationMs).toBeLessThan(4_000);
    expect(checkOf(result, 'lever-concurrency')?.verdict.state).toBe('pass');
    expect(checkOf(result, 'proof-drained')?.verdict.state).toBe('pass');
  });

  it('gets through a short throttling without anybody noticing but the ledger', async () => {
    await enableRule();
    world.sandbox.addFault({ service: 'events', operation: 'DisableRule', kind: 'throttle', times: 2 });

    const { result } = await world.run(rollbackCommand);

    expect(result.exitCode).toBe(0);
    expect(world.calls('events', 'DisableRule')).toBe(3);
  });

  it('does not claim silence where the stop could not be written', async () => {
    await enableRule();
    world.sandbox.addFault({ service: 'dynamodb', operation: 'PutItem', kind: 'access-denied', times: 99 });

    const { result } = await world.run(rollbackCommand);

    expect(result.exitCode).toBe(7);
    expect(result.headline).toContain('Messages may still leave.');
    expect(spanOf(result, 'execute')).toBeUndefined();
    expect(checkOf(result, 'lever-rule')?.verdict.state).toBe('pass');
  });

  it('proves by reading back a lever whose answer was lost after it took effect', async () => {
    await enableRule();
    world.sandbox.addFault({ service: 'events', operation: 'DisableRule', kind: 'torn-body' });
    world.sandbox.addFault({ service: 'lambda', operation: 'PutFunctionConcurrency', kind: 'html-503' });

    const { result } = await world.run(rollbackCommand);

    expect(checkOf(result, 'lever-rule')?.observed).toBe('ENABLED -> DISABLED');
    expect(stateOf(result, 'concurrency')).toBe('in-doubt');
    expect(stateOf(result, 'concurrency-again')).toBe('done');
    expect(result.exitCode).toBe(0);
  });

  it('does not take another refusal of a probe for the brake', async () => {
    world.sandbox.addFault({ service: 'lambda', operation: 'Invoke', kind: 'throttle', times: 99 });

    const { result } = await world.run(rollbackCommand);

    expect(result.exitCode).toBe(6);
    expect(checkOf(result, 'proof-drained')?.verdict.state).toBe('inconclusive');
  });
});

describe('what a person asserts about a rollback', () => {
  it('is labelled as claimed and judged by the same limits', async () => {
    const { result } = await world.run(rollbackCommand, {
      troubleAt: '4m',
      detectedAt: '3m',
      decidedAt: '1m',
    });

    expect(spanOf(result, 'detect')).toMatchObject({ basis: 'claimed' });
    expect(spanOf(result, 'decide')).toMatchObject({ basis: 'claimed' });
    expect(spanOf(result, 'total')?.durationMs).toBeGreaterThan(240_000);
    expect(result.exitCode).toBe(0);
  });

  it('makes it too slow, and the exit code 6, where a limit was missed', async () => {
    const { result } = await world.run(rollbackCommand, {
      troubleAt: '20m',
      detectedAt: '2m',
      decidedAt: '1m',
    });

    expect(result.exitCode).toBe(6);
    expect(result.verdict.state).toBe('fail');
    expect(result.headline).toContain('Rolled back.');
  });

  it('is refused as a span where it runs backwards, without stopping a lever', async () => {
    const { result } = await world.run(rollbackCommand, { detectedAt: '1m', decidedAt: '2m' });

    expect(result.exitCode).toBe(6);
    expect(checkOf(result, 'sla-decide')?.verdict.state).toBe('inconclusive');
    expect((await levers()).stop).not.toBeNull();
  });

  it('never keeps a lever waiting by a typing error', async () => {
    const { result } = await world.run(rollbackCommand, { detectedAt: 'a moment ago' });

    expect(result.exitCode).toBe(6);
    expect(result.headline).toContain('a moment ago');
    expect((await levers()).stop).not.toBeNull();
  });
});

/** All that was spilled in this folder. */
const spilled = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => basename(name).startsWith('spill-'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');

describe('a rollback whose evidence fails', () => {
  it('pulls the levers with the ledger locked, spills, and exits with 6', async () => {
    const held = await openEvidenceRun({
      validationFile: world.environment.evidence,
      identity: {
        ...{ run: 'other', command: 'cutover', clockKind: 'virtual' },
        target: { kind: 'sandbox', account: world.environment.account, region: world.environment.region },
        operator: { arn: null, claimed: null },
        tool: { version: '0', commit: 'none', bundleSha256: '0'.repeat(64) },
      },
      ...{ now: () => new Date(), monoMs: () => performance.now(), lockWaitMs: 1_000, onFailure: 'refuse' },
      ...{ spillDirectory: world.folder, stderr: () => {}, signer: null, defaultRoot: false },
    });

    const { result, isSpilling, stderr } = await world.run(rollbackCommand);

    expect(isSpilling).toBe(true);
    expect(result.exitCode).toBe(6);
    expect(result.headline).toContain('Rolled back.');
    expect(stderr).toBe('');
    expect(spilled(world.folder)).toContain('"kind":"intent"');
    expect((await levers()).stop).not.toBeNull();
    expect(held.isSpilling).toBe(false);
  });

  it('pulls the levers with a ledger that does not verify', async () => {
    await world.run(rollbackCommand);
    const ledger = `${world.environment.evidence.replace(/VALIDATION\.md$/, '')}docs/validation/ledger.jsonl`;
    writeFileSync(ledger, '{"not":"ours"}\n');

    const { result, isSpilling } = await world.run(rollbackCommand);

    expect(isSpilling).toBe(true);
    expect(result.exitCode).toBe(6);
    expect((await levers()).generation).toMatchObject({ value: 2 });
  });
});

describe('the legacy rule after a rollback', () => {
  it('stays off where the configuration calls legacy not operational, and that is said', async () => {
    const { result } = await world.run(rollbackCommand, { legacy: true });

    expect(result.exitCode).toBe(6);
    expect(result.headline).toContain('legacy is not operational');
    expect(world.calls('events', 'EnableRule')).toBe(0);
  });

  it('goes on once drained, and is inconclusive where no recent legacy run is seen', async () => {
    const legacy = { ...world.environment.legacy, operational: true };

    const { result } = await world.run(rollbackCommand, { legacy: true }, { environment: { legacy } });

    expect(stateOf(result, 'legacy')).toBe('done');
    expect(result.exitCode).toBe(6);
    expect(result.verdict).toMatchObject({
      state: 'inconclusive',
      reason: expect.stringContaining('not run in the last hour'),
    });
  });

  it('takes over: what it marks from then on is not foreign to the next live approval', async () => {
    const legacy = { ...world.environment.legacy, operational: true };
    const since = { since: '2026-11-02T05:00:00.000Z', setBy: 'captain', reason: 'go' };
    await world.putControl('sole-sender', since);

    const refused = await world.run(rollbackCommand, { legacy: true });
    const kept = await world.readControl('sole-sender');
    await world.run(rollbackCommand, { legacy: true }, { environment: { legacy } });

    expect(refused.result.headline).toContain('legacy is not operational');
    expect(kept).toMatchObject(since);
    expect(await world.readControl('sole-sender')).toBeNull();
  });
});
