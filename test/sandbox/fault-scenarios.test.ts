import { describe, expect, it } from 'vitest';
import { faultScenarios } from '../../src/sandbox/fault-scenarios.ts';
import { ordinaryScenario } from '../../src/sandbox/world-spec.ts';

describe('faultScenarios', () => {
  it('holds every scenario that a rehearsal offers, each with a description', () => {
    expect(Object.keys(faultScenarios).sort()).toEqual([
      'access-denied',
      'alarm-action-fails',
      'alarm-fires-first',
      'alarm-no-history',
      'alarm-not-restored',
      'alarm-read-lags',
      'alarm-returns-early',
      'alarm-set-denied',
      'alarm-topic-pending',
      'alarm-topic-unsubscribed',
      'approval-lapses',
      'first-tick-fails',
      'first-tick-late',
      'html-503',
      'login-form-changed',
      'no-traffic',
      'one-store-forbidden',
      'quiet-first-tick',
      'relay-loses-nonce',
      'relay-throws',
      'rows-change-shape',
      'sens-accept-then-drop',
      'server-error-then-ok',
      'session-expired',
      'slack-invalid-auth',
      'slack-rate-limited',
      'slack-shows-nothing',
      'telegram-forbidden',
      'throttle',
      'timeout-after-effect',
      'timeout-before-effect',
      'wrong-service-id',
    ]);
    for (const { description } of Object.values(faultScenarios)) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  it('disturbs something in every scenario: a call or a dial of the world', () => {
    for (const { faults, scenario } of Object.values(faultScenarios)) {
      const isTurned = JSON.stringify(scenario) !== JSON.stringify(ordinaryScenario);
      expect(faults.length > 0 || isTurned).toBe(true);
    }
  });

  it('hits the enabling of a rule with the faults of AWS, throttling and server errors twice', () => {
    const { throttle, 'server-error-then-ok': serverError } = faultScenarios;
    for (const { faults } of [throttle, serverError]) {
      expect(faults).toMatchObject([{ service: 'events', operation: 'EnableRule', times: 2 }]);
    }
  });
});
