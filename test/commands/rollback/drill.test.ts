import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drillFigureOf } from '../../../src/commands/rollback/drill-history.ts';
import { rollbackCommand } from '../../../src/commands/rollback/rollback.ts';
import { verifyRoot } from '../../../src/evidence/verify-root.ts';
import { type RollbackWorld, startRollbackWorld } from './rollback-world.ts';

let world: RollbackWorld;

beforeEach(async () => {
  world = await startRollbackWorld();
});

afterEach(async () => {
  await world.stop();
});

const drillFunction = 'naver_sms_drill';
const drillRule = 'naver-sms-drill-trigger';
const ledgerLines = () =>
  readFileSync(join(dirname(world.environment.evidence), 'docs/validation/ledger.jsonl'), 'utf8')
    .trim()
    .split('\n');

/** What AWS itself says, asked past everything under test. */
async function liveState() {
  const live = await world.aside(async ({ aws }) => ({
    rule: (await aws.rules.describe(drillRule))?.state,
    concurrency: await aws.functions.reservedConcurrency(drillFunction),
  }));
  const [stop, brake] = await Promise.all([world.readControl('stop'), world.readControl('brake')]);
  return { ...live, stop, brake };
}

describe('a rollback drill', () => {
  it('three times over pulls the real levers on the drill target, restores everything and proves it', async () => {
    const before = await liveState();

    const { result } = await world.run(rollbackCommand, { drill: true, repeat: '3' });

    expect(result.exitCode).toBe(0);
    expect(before).toEqual({ rule: 'ENABLED', concurrency: null, stop: null, brake: null });
    expect(await liveState()).toEqual(before);
    const restored = result.checks.filter(({ id }) => /-restored$|-lifted$/.test(id));
    expect(restored.map(({ verdict }) => verdict.state)).toEqual(Array(12).fill('pass'));
    expect(result.spans.filter(({ id }) => /^drill-\d$/.test(id))).toHaveLength(3);
    expect(world.calls('events', 'DisableRule')).toBe(3);
  });

  it('leaves the production rule and function alone', async () => {
    await world.run(rollbackCommand, { drill: true });

    const touched = world.sandbox
      .inspect()
      .calls.filter(({ operation }) => /DisableRule|EnableRule|FunctionConcurrency/.test(operation));
    expect(JSON.stringify(touched)).not.toContain(world.environment.function);
  });

  it('keeps p50, p95 and max over all drills in the ledger, of earlier runs too', async () => {
    await world.run(rollbackCommand, { drill: true, repeat: 2 });

    const { result } = await world.run(rollbackCommand, { drill: true });

    expect(result.data.statistics).toMatchObject([{ timebase: 'virtual', count: 3, unusable: 0 }]);
    expect(result.headline).toMatch(/3 drills on the virtual clock: p50 .+, p95 .+, max .+ of 5 min/);
    const figures = ledgerLines()
      .map(drillFigureOf)
      .filter((figure) => figure !== null);
    expect(figures).toHaveLength(3);
    expect(figures.every(({ executeMs, isRestored }) => (executeMs ?? 0) > 0 && isRestored)).toBe(true);
  });

  it('leaves evidence that verifies', async () => {
    await world.run(rollbackCommand, { drill: true, repeat: 2 });

    const report = verifyRoot({ validationFile: world.environment.evidence, signers: null, now: new Date() });
    expect(report.state).toBe('verified');
  });

  it('puts back the reserved concurrency that was there, not "none"', async () => {
    await world.aside(async ({ aws }) => {
      await aws.functions.setReservedConcurrency(drillFunction, 3);
      await aws.rules.disable(drillRule);
    });

    const { result } = await world.run(rollbackCommand, { drill: true });

    expect(result.exitCode).toBe(0);
    expect(await liveState()).toMatchObject({ rule: 'DISABLED', concurrency: 3 });
    expect(world.calls('events', 'EnableRule')).toBe(0);
  });

  it('says what happens to ticks that were refused meanwhile', async () => {
    const { events } = await world.run(rollbackCommand, { drill: true });

    expect(events).toContainEqual({ kind: 'note', text: expect.stringContaining('parked in Lambda') });
  });

  it('ends with exit code 7 and the commands to type where something could not be restored', async () => {
    world.sandbox.addFault({
      service: 'lambda',
      operation: 'DeleteFunctionConcurrency',
      kind: 'access-denied',
      times: 99,
    });

    const { result } = await world.run(rollbackCommand, { drill: true, repeat: 3 });

    expect(result.exitCode).toBe(7);
    expect(result.headline).toContain('NOT RESTORED');
    expect(result.next.join('\n')).toContain(
      `aws lambda delete-function-concurrency --function-name ${drillFunction}`,
    );
    expect(world.calls('events', 'DisableRule')).toBe(1);
    expect(await liveState()).toMatchObject({ rule: 'ENABLED', stop: null });
  });

  it('restores all the same when the rollback itself was not proven, and does not count as a fast one', async () => {
    world.sandbox.addFault({ service: 'events', operation: 'DisableRule', kind: 'access-denied', times: 99 });

    const { result } = await world.run(rollbackCommand, { drill: true });

    expect(result.exitCode).toBe(6);
    expect(result.data.statistics).toMatchObject([{ count: 1, unusable: 1, maxMs: null }]);
    expect(await liveState()).toEqual({ rule: 'ENABLED', concurrency: null, stop: null, brake: null });
  });

  it('restores when the operator interrupts between two drills', async () => {
    const controller = new AbortController();

    const { result } = await world.run(
      rollbackCommand,
      { drill: true, repeat: 5 },
      {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.kind === 'phase' && event.title.includes('restore'))
            controller.abort(new Error('interrupted'));
        },
      },
    );

    expect(result.exitCode).toBe(130);
    expect(await liveState()).toEqual({ rule: 'ENABLED', concurrency: null, stop: null, brake: null });
  });
});

describe('a drill refuses', () => {
  const refusal = async (environment = {}) => {
    const { calls } = world;
    const error = await world
      .run(rollbackCommand, { drill: true }, { environment })
      .catch((thrown: unknown) => thrown);
    expect(calls('events', 'DisableRule') + calls('lambda', 'PutFunctionConcurrency')).toBe(0);
    return error;
  };

  it('without a drill target', async () => {
    expect(await refusal({ drill: null })).toMatchObject({ code: 'DRILL_TARGET_MISSING', exitCode: 2 });
  });

  it('while a stop or a brake is in force, so that it cannot lift what somebody else pulled', async () => {
    await world.putControl('stop', {
      who: 'other',
      why: 'real trouble',
      at: '2026-11-03T05:00:00.000Z',
      run: 'r',
    });
    expect(await refusal()).toMatchObject({ code: 'ROLLBACK_IN_FORCE', exitCode: 3 });
    expect(await world.readControl('stop')).toMatchObject({ who: 'other' });
  });

  it('while a cutover holds the lock, which a drill would overtake', async () => {
    const expiresAt = new Date(world.sandbox.clock.now().getTime() + 600_000).toISOString();
    const lock = {
      owner: 'other',
      operation: 'cutover',
      run: 'r',
      since: '2026-11-03T05:00:00.000Z',
      expiresAt,
    };
    await world.putControl('lock', lock);
    expect(await refusal()).toMatchObject({ code: 'LOCK_HELD', exitCode: 3 });
  });
});
