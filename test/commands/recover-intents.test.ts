import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endRun, resultOfFailure } from '../../src/commands/end-run.ts';
import type { RecordedRun } from '../../src/commands/recorded-run.ts';
import { recoverIntents } from '../../src/commands/recover-intents.ts';
import type { Change } from '../../src/commands/step.ts';
import type { Toolbox } from '../../src/commands/toolbox.ts';
import { type JsonValue, toJsonValue } from '../../src/domain/json-value.ts';
import type { RunEvent } from '../../src/domain/run-event.ts';
import type { DoubtfulIntent } from '../../src/evidence/evidence-run.ts';
import { startTestWorld, type TestWorld } from '../support/sandbox-toolbox.ts';

let world: TestWorld;
let run: RecordedRun;
beforeAll(async () => {
  world = await startTestWorld();
  run = (await world.begin({ words: ['preflight'], evidence: 'required' })).recorded;
});
afterAll(async () => {
  await endRun(run, resultOfFailure(run, new Error('the test is over')));
  await world.stop();
});

interface Recovered {
  readonly found: JsonValue;
  readonly sentence: string;
  readonly text: string;
}

const doubtful: DoubtfulIntent = {
  ...{ seq: 9, run: 'run-0', command: 'cutover', step: 'a-step' },
  at: '2026-11-21T00:00:00.000Z',
  data: null,
};

/** A toolbox over the real sandbox with these intents in doubt; the lines it would append are caught here. */
function recovering(intents: readonly DoubtfulIntent[]) {
  const appended: JsonValue[] = [];
  const events: RunEvent[] = [];
  const { evidence } = run.toolbox;
  const toolbox: Toolbox = {
    ...run.toolbox,
    report: (event) => events.push(event),
    evidence: {
      ...evidence,
      doubtful: intents,
      append: (kind, step, line) => {
        appended.push({ kind, step, line });
        return { seq: 10, sha256: '' };
      },
    },
  };
  return { toolbox, appended, events };
}

async function recover(data: JsonValue): Promise<Recovered> {
  const { toolbox, appended, events } = recovering([{ ...doubtful, data }]);

  await recoverIntents(toolbox);

  expect(appended).toEqual([
    { kind: 'recovery', step: 'a-step', line: expect.objectContaining({ intent: 9 }) },
  ]);
  const [event] = events;
  return { ...read(appended[0]), text: event?.kind === 'warning' ? event.text : '' };
}

const changed = (change: Change) => recover(toJsonValue({ title: 'a step', change, attempt: 1 }));

describe('a change in doubt', () => {
  it('of the rule is judged by the state of the rule', async () => {
    const { rule } = world.environment;
    const { rules } = run.toolbox.aws;
    await rules.enable(rule);

    const enabled = await changed({ kind: 'rule-enabled', rule });
    await rules.disable(rule);
    const disabled = await changed({ kind: 'rule-disabled', rule });

    expect(enabled.found).toMatchObject({ state: 'ENABLED', requestId: expect.any(String) });
    expect(enabled.sentence).toBe(`In doubt was: enable the rule ${rule}. Now the rule is ENABLED.`);
    expect(disabled.found).toMatchObject({ state: 'DISABLED' });
    expect(enabled.text).toContain('cutover of 2026-11-21T00:00:00.000Z (run run-0)');
  });

  it('of a rule that is gone says so', async () => {
    expect(await changed({ kind: 'rule-enabled', rule: 'no-such-rule' })).toMatchObject({
      found: null,
      sentence: expect.stringContaining('Now the rule is not there.'),
    });
  });

  it('of the reserved concurrency tells none from 0', async () => {
    const { function: name } = world.environment;
    const { functions } = run.toolbox.aws;
    await functions.setReservedConcurrency(name, 0);
    const braked = await changed({ kind: 'reserved-concurrency', function: name, value: 0 });
    await functions.clearReservedConcurrency(name);
    const free = await changed({ kind: 'reserved-concurrency', function: name, value: null });

    expect([braked.found, free.found]).toEqual([{ reserved: 0 }, { reserved: null }]);
    expect(free.sentence).toContain('Now it is not reserved.');
  });

  it('of a control item is judged by the item', async () => {
    const { control } = run.toolbox.aws;
    const absent = await changed({ kind: 'control-item', name: 'stop', action: 'remove' });
    const stop = { who: 'captain-a', why: 'a test', at: '2026-11-21T00:00:00.000Z', run: 'run-0' };
    await control.putStop(stop);
    const present = await changed({ kind: 'control-item', name: 'stop', action: 'put' });

    expect(absent).toMatchObject({
      found: null,
      sentence: expect.stringContaining('Now the item is absent.'),
    });
    expect(present.found).toEqual(stop);
  });

  it('of a claim is judged by the claims that are open', async () => {
    const gone = await changed({ kind: 'claim-released', claim: '0a1b2c3d4e5f' });
    expect(gone.found).toBeNull();
    expect(gone.sentence).toContain('not among the open claims');
  });

  it.each<Change>([
    { kind: 'announcement', nonce: 'nonce-1', occasion: 'start' },
    { kind: 'probe-invoke', function: 'a-function', purpose: 'prove it' },
  ])('that nobody can read back ($kind) claims nothing', async (change) => {
    const { found, sentence } = await changed(change);

    expect(found).toBeNull();
    expect(sentence).toMatch(/read (it )?back/);
  });

  it.each([
    ['names no change', { title: 'a step' }],
    ['names a change of another version', { change: { kind: 'rule-painted', rule: 'r' } }],
    ['names an item that does not exist', { change: { kind: 'control-item', name: 'x', action: 'put' } }],
  ])('whose line %s is closed as unknown', async (_case, data) => {
    expect(await recover(toJsonValue(data))).toMatchObject({
      found: null,
      sentence: expect.stringContaining('does not say what it was about to change'),
    });
  });
});

describe('several changes in doubt', () => {
  it('are each read again, whatever one of them does; what could not be read stays open and is reported', async () => {
    const { rule, function: name } = world.environment;
    const changes: readonly Change[] = [
      { kind: 'rule-enabled', rule },
      { kind: 'reserved-concurrency', function: name, value: 0 },
    ];
    const { toolbox, appended, events } = recovering(
      changes.map((change, index) => ({ ...doubtful, seq: 20 + index, data: toJsonValue({ change }) })),
    );
    world.sandbox.addFault({
      service: 'events',
      operation: 'DescribeRule',
      kind: 'access-denied',
      times: 10,
    });

    await expect(recoverIntents(toolbox)).rejects.toMatchObject({ code: 'AWS_ACCESS_DENIED' });

    expect(appended).toEqual([
      { kind: 'recovery', step: 'a-step', line: expect.objectContaining({ intent: 21 }) },
    ]);
    const texts = events.map((event) => (event.kind === 'warning' ? event.text : event.kind));
    expect(texts).toEqual([
      expect.stringMatching(/at line 20\. In doubt was: enable the rule .* It could not be read again/),
      expect.stringContaining('at line 21.'),
    ]);
    expect(texts[0]).toContain('It stays open');
  });
});

function read(line: JsonValue | undefined): { found: JsonValue; sentence: string } {
  const { line: data } = line as { line: { found: JsonValue; sentence: string } };
  return data;
}
