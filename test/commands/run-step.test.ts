import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runStep } from '../../src/commands/run-step.ts';
import type { Step } from '../../src/commands/step.ts';
import type { Toolbox } from '../../src/commands/toolbox.ts';
import { OperatorError } from '../../src/errors/operator-error.ts';
import {
  type Answer,
  html,
  inventedRequestId,
  json,
  reset,
  serviceError,
  startWireServer,
  type WireServer,
} from '../aws/wire-server.ts';
import { type RecordedWorld, recordedWorld } from './recorded-toolbox.ts';

let server: WireServer;
let world: RecordedWorld;
afterEach(async () => {
  await server.stop();
  world.remove();
});

async function given(answers: readonly [Answer, ...Answer[]], options: { isDryRun?: boolean } = {}) {
  server = await startWireServer(...answers);
  world = await recordedWorld({ origin: server.origin, ...options });
  return world.toolbox;
}

const enableRule = ({ aws }: Toolbox): Step<string> => ({
  id: 'enable-rule',
  title: 'Enable the rule',
  change: { kind: 'rule-enabled', rule: 'a-rule' },
  act: () => aws.rules.enable('a-rule'),
  describe: (requestId) => `enabled by request ${requestId}`,
});

const bumpGeneration = ({ aws }: Toolbox): Step<unknown> => ({
  id: 'bump',
  title: 'Bump the generation',
  change: { kind: 'control-item', name: 'generation', action: 'increment' },
  act: () => aws.control.increment('generation', { by: 'run-1', at: '2026-11-21T00:00:00.000Z' }),
});

/** Kinds and data of the lines that the step wrote. */
const stepLines = (id: string) =>
  world
    .lines()
    .filter(({ step }) => step === id)
    .map(({ kind, seq, data }) => ({ kind, seq, data }));

describe('a step that succeeds', () => {
  it('leaves an intent, then an outcome with the call, and reports both ends', async () => {
    const toolbox = await given([json(200, {})]);

    const outcome = await runStep(toolbox, enableRule(toolbox));

    expect(outcome).toMatchObject({ state: 'done', value: inventedRequestId });
    const [intent, closing] = stepLines('enable-rule');
    expect(intent).toMatchObject({
      kind: 'intent',
      data: { title: 'Enable the rule', change: { kind: 'rule-enabled', rule: 'a-rule' }, attempt: 1 },
    });
    expect(closing).toMatchObject({
      kind: 'outcome',
      data: { intent: intent?.seq, state: 'done', error: null, calls: [{ operation: 'EnableRule' }] },
    });
    expect(world.events.map(({ kind }) => kind)).toEqual(['step-started', 'step-ended']);
    expect(outcome.step).toMatchObject({
      state: 'done',
      detail: `enabled by request ${inventedRequestId}`,
      requestId: inventedRequestId,
    });
  });

  it('marks its call with the digest of the intent line that was on disk before it', async () => {
    const toolbox = await given([json(200, {})]);

    await runStep(toolbox, enableRule(toolbox));

    const raw = readFileSync(join(toolbox.environment.evidence, '../docs/validation/ledger.jsonl'), 'utf8');
    const intent = raw.split('\n').find((line) => line.includes('"kind":"intent"'));
    const digest = createHash('sha256').update(`${intent}\n`).digest('hex');
    expect(server.requests[0]?.userAgent).toContain(` led/${digest.slice(0, 32)}`);
  });

  it('does not lose its outcome because its sentence cannot be made', async () => {
    const toolbox = await given([json(200, {})]);
    const describeBadly = () => {
      throw new Error('no words');
    };

    const outcome = await runStep(toolbox, { ...enableRule(toolbox), describe: describeBadly });

    expect(outcome.step.detail).toBe('done: enable the rule a-rule');
    expect(stepLines('enable-rule').map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
  });
});

describe('a dry run', () => {
  it('takes the same path, calls nothing and says what it did not do', async () => {
    const toolbox = await given([json(200, {})], { isDryRun: true });

    const outcome = await runStep(toolbox, enableRule(toolbox));

    expect(outcome.state).toBe('skipped');
    expect(outcome.step.detail).toBe('dry run, not done: enable the rule a-rule');
    expect(server.requests).toEqual([]);
    expect(stepLines('enable-rule')).toEqual([]);
  });
});

describe('a step that the service refuses', () => {
  it('fails, known unchanged, without a second attempt', async () => {
    const toolbox = await given([serviceError(400, 'AccessDeniedException')]);

    const outcome = await runStep(toolbox, enableRule(toolbox));

    expect(outcome).toMatchObject({ state: 'failed', error: { code: 'AWS_ACCESS_DENIED' } });
    expect(server.requests).toHaveLength(1);
    expect(stepLines('enable-rule').map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
  });

  it.each(['ThrottlingException', 'ConcurrentModificationException'])(
    'is tried again after %s, each attempt with its own intent, outcome and mark',
    async (name) => {
      const busy = serviceError(400, name);
      const toolbox = await given([busy, busy, json(200, {})]);

      const outcome = await runStep(toolbox, enableRule(toolbox));

      expect(outcome.state).toBe('done');
      expect(stepLines('enable-rule').map(({ kind }) => kind)).toEqual([
        'intent',
        'outcome',
        'intent',
        'outcome',
        'intent',
        'outcome',
      ]);
      expect(new Set(server.requests.map(({ userAgent }) => userAgent.split('led/')[1])).size).toBe(3);
      expect(world.pauses).toEqual([500, 1000]);
    },
  );

  it('gives up after three attempts, known unchanged', async () => {
    const toolbox = await given([serviceError(400, 'ThrottlingException')]);

    const outcome = await runStep(toolbox, enableRule(toolbox));

    expect(outcome).toMatchObject({ state: 'failed', error: { code: 'AWS_THROTTLED' } });
    expect(server.requests).toHaveLength(3);
  });
});

describe('a step whose service fails by its own word', () => {
  const broken = serviceError(500, 'InternalException');

  it('is tried again where a repeat is harmless', async () => {
    const toolbox = await given([broken, broken, json(200, {})]);

    expect((await runStep(toolbox, enableRule(toolbox))).state).toBe('done');
    expect(server.requests).toHaveLength(3);
  });

  it('keeps the intent of such an attempt open through the pause, and closes it once a later one is done', async () => {
    const toolbox = await given([broken, json(200, {})]);
    const closedInPause: unknown[] = [];
    const clock = {
      ...toolbox.clock,
      sleep: async () => {
        closedInPause.push(...stepLines('enable-rule').filter(({ kind }) => kind === 'outcome'));
      },
    };

    expect((await runStep({ ...toolbox, clock }, enableRule(toolbox))).state).toBe('done');

    expect(closedInPause).toEqual([]);
    const lines = stepLines('enable-rule');
    const intents = lines.filter(({ kind }) => kind === 'intent').map(({ seq }) => seq);
    const closed = lines
      .filter(({ kind }) => kind === 'outcome')
      .map(({ data }) => data !== null && typeof data === 'object' && 'intent' in data && data.intent);
    expect(intents).toHaveLength(2);
    expect(closed.toSorted()).toEqual(intents.toSorted());
  });

  it('leaves every intent open where it stays in doubt', async () => {
    const toolbox = await given([broken]);

    await runStep(toolbox, enableRule(toolbox));

    expect(stepLines('enable-rule').map(({ kind }) => kind)).not.toContain('outcome');
  });

  it('is in doubt at the end, since such an error does not exclude the effect', async () => {
    const toolbox = await given([broken]);

    const outcome = await runStep(toolbox, enableRule(toolbox));

    expect(outcome).toMatchObject({ state: 'in-doubt', error: { code: 'WRITE_IN_DOUBT', exitCode: 7 } });
  });

  it('is not repeated where a repeat would count twice', async () => {
    const toolbox = await given([broken]);

    const outcome = await runStep(toolbox, bumpGeneration(toolbox));

    expect(outcome.state).toBe('in-doubt');
    expect(server.requests).toHaveLength(1);
  });

  it('stays in doubt where a later attempt is refused', async () => {
    const toolbox = await given([broken, serviceError(400, 'AccessDeniedException')]);

    expect((await runStep(toolbox, enableRule(toolbox))).state).toBe('in-doubt');
  });
});

describe('a step without a usable answer', () => {
  it.each([
    ['a reset', reset],
    ['an HTML 503', html(503)],
  ])('is in doubt after %s: called once, its intent open for the next command', async (_name, answer) => {
    const toolbox = await given([answer]);

    const outcome = await runStep(toolbox, enableRule(toolbox));

    expect(outcome).toMatchObject({ state: 'in-doubt', error: { code: 'WRITE_IN_DOUBT' } });
    expect(server.requests).toHaveLength(1);
    expect(stepLines('enable-rule').map(({ kind }) => kind)).toEqual(['intent', 'observation']);
    await toolbox.evidence.end(summary);
    const next = await world.reopen();
    expect(next.toolbox.evidence.doubtful.map(({ step, run }) => [step, run])).toEqual([
      ['enable-rule', 'run-1'],
    ]);
    await next.toolbox.evidence.end(summary);
  });

  it('is in doubt where our own code breaks after the call', async () => {
    const toolbox = await given([json(200, {})]);
    const step = enableRule(toolbox);
    const act = async () => {
      await step.act();
      throw new TypeError('a defect');
    };

    expect((await runStep(toolbox, { ...step, act })).state).toBe('in-doubt');
  });

  it('has failed, known unchanged, where our own code breaks before any call', async () => {
    const toolbox = await given([json(200, {})]);
    const act = async (): Promise<string> => {
      throw new TypeError('a defect');
    };

    expect((await runStep(toolbox, { ...enableRule(toolbox), act })).state).toBe('failed');
  });
});

describe('a full disk', () => {
  it('before the call: nothing is called', async () => {
    const toolbox = await given([json(200, {})]);
    world.fillDiskAtWrite(1);

    const outcome = await runStep(toolbox, enableRule(toolbox));

    expect(outcome).toMatchObject({ state: 'failed', error: { code: 'EVIDENCE_UNWRITABLE', exitCode: 2 } });
    expect(server.requests).toEqual([]);
  });

  it('after the call: the change is in doubt, and the text says what AWS had answered', async () => {
    const toolbox = await given([json(200, {})]);
    world.fillDiskAtWrite(2);

    const outcome = await runStep(toolbox, enableRule(toolbox));

    if (outcome.state !== 'in-doubt' || !(outcome.error instanceof OperatorError)) {
      throw new Error(`it is ${outcome.state}`);
    }
    expect(outcome.error.code).toBe('EVIDENCE_LOST');
    expect(outcome.error.text.now).toContain(`enabled by request ${inventedRequestId}`);
    expect(server.requests).toHaveLength(1);
  });

  it('never stops a stopping lever', async () => {
    server = await startWireServer(json(200, {}));
    world = await recordedWorld({ origin: server.origin, onFailure: 'spill' });
    world.fillDiskAtWrite(1);

    const outcome = await runStep(world.toolbox, enableRule(world.toolbox));

    expect(outcome.state).toBe('done');
    expect(world.toolbox.evidence.isSpilling).toBe(true);
  });
});

const summary = {
  verdict: { state: 'inconclusive', reason: 'a test' },
  headline: 'a test',
  exitCode: 7,
  steps: [],
  checks: [],
  spans: [],
} as const;
