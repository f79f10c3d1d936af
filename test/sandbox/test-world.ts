import type { StartOptions } from '../../src/sandbox/start-sandbox.ts';
import { ordinaryScenario, type WorldSpec } from '../../src/sandbox/world-spec.ts';

const region = 'ap-northeast-2';
const account = '123456789012';

/** An invented world for tests of the sandbox; its function runs the probe program beside this file. */
export const testWorld: WorldSpec = {
  account,
  region,
  rule: 'send-rule',
  function: 'send-function',
  relay: 'relay-function',
  legacy: { rule: 'legacy-rule', function: 'legacy-function', operational: false },
  drill: null,
  tables: { sms: 'sms', claims: 'sms_claims', session: 'session', control: 'naver-sms-control' },
  logGroup: '/aws/lambda/send-function',
  alarms: [],
  topicArn: `arn:aws:sns:${region}:${account}:alerts`,
  bundles: {
    run: `${import.meta.dirname}/lambda/probe-program.mjs`,
    relay: `${import.meta.dirname}/lambda/probe-program.mjs`,
  },
};

/** Options of an ordinary day; each test says only what it turns. */
export function testOptions(changes: Partial<StartOptions> = {}): StartOptions {
  return { world: testWorld, seed: 1, faults: [], realTime: false, scenario: ordinaryScenario, ...changes };
}
