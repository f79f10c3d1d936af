import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { ordinaryScenario } from '../../src/sandbox/world-spec.ts';
import { describeIfPresent } from '../support/needs.ts';
import { differences, judge, play, type Scenario } from './compare.ts';
import { makeMotoFunction } from './make-moto-function.ts';
import { eventsScenario } from './scenarios/events.ts';
import { functionsScenario } from './scenarios/functions.ts';
import { identityScenario, secretsScenario } from './scenarios/identity-and-secrets.ts';
import { logsScenario, metricsScenario } from './scenarios/logs-and-metrics.ts';
import { registryScenario } from './scenarios/registry.ts';
import { tablesScenario } from './scenarios/tables.ts';
import { topicsScenario } from './scenarios/topics.ts';
import { isMotoHere, type Moto, startMoto } from './start-moto.ts';
import { account, region, type World, worldAt } from './world.ts';

const scenarios: readonly Scenario[] = [
  eventsScenario,
  tablesScenario,
  identityScenario,
  secretsScenario,
  topicsScenario,
  registryScenario,
  logsScenario,
  metricsScenario,
  functionsScenario,
];

const missing = isMotoHere ? null : 'moto_server is not on PATH; it is in the Python package moto[server]';

describeIfPresent(missing, 'the sandbox and moto agree on', () => {
  let moto: Moto;
  let sandbox: Sandbox;
  let ours: World;
  let theirs: World;

  beforeAll(async () => {
    [moto, sandbox] = await Promise.all([startMoto(), startOurs()]);
    ours = worldAt('sandbox', sandbox.endpoint);
    theirs = worldAt('moto', moto.endpoint);
    await makeMotoFunction(theirs);
  });
  afterAll(async () => {
    await Promise.all([moto?.stop(), sandbox?.stop()]);
  });

  it.each(scenarios)('$title', async ({ steps, known }) => {
    const found = [];
    for (const step of steps) {
      found.push(...differences(step.name, await play(step, ours), await play(step, theirs)));
    }

    expect(judge(found, known)).toEqual({ unexplained: [], stale: [] });
  });

  it('leaves no operation of the comparison unknown and no problem in the sandbox', () => {
    const { unknownOperations, problems } = sandbox.inspect();

    expect(unknownOperations).toEqual({});
    expect(problems).toEqual([]);
  });
});

async function startOurs(): Promise<Sandbox> {
  return startSandbox({
    seed: 1,
    faults: [],
    realTime: true,
    scenario: ordinaryScenario,
    dials: { logs: { ingestionDelayMs: 0, emptyFirstPageChance: 0 } },
    world: {
      account,
      region,
      rule: 'new-rule',
      function: 'sender',
      relay: 'relay',
      legacy: { rule: 'old-rule', function: 'old-sender', operational: false },
      drill: null,
      tables: { sms: 'sms', claims: 'sms_claims', session: 'session', control: 'naver-sms-control' },
      logGroup: '/aws/lambda/sender',
      alarms: [],
      topicArn: `arn:aws:sns:${region}:${account}:alerts`,
      bundles: { run: '/none', relay: '/none' },
    },
  });
}
