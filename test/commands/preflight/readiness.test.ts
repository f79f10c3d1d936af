import { describe, expect, it } from 'vitest';
import { readinessChecks } from '../../../src/commands/preflight/checks/readiness.ts';
import type { ProbedBuild } from '../../../src/commands/preflight/probe-function.ts';
import type { TargetKind } from '../../../src/domain/target.ts';

const ready = { id: 'settings', isOk: true, detail: null };
const browser = { id: 'browser', isOk: true, detail: 'HeadlessChrome/153.0.0.0' };
const form = { id: 'login-form', isOk: true, detail: null };
const changedForm = { id: 'login-form', isOk: false, detail: 'the login page has no visible login button' };
const noForm = { id: 'login-form', isOk: false, detail: 'not looked at, since the browser does not start' };
const noBrowser = { id: 'browser', isOk: false, detail: 'not tested: no browser ships for darwin arm64' };

async function findings(kind: TargetKind, checks: ProbedBuild['checks']) {
  const value = { buildId: 'a'.repeat(64), checks, requestId: 'r' };
  const live = {
    toolbox: { target: { kind } },
    build: async () => ({ state: 'read', value, source: 'a probe' }) as const,
  };
  const found = readinessChecks({ live }).map(async ({ id, severity, look }) => {
    const finding = await look();
    const { verdict, observed } = finding;
    return { id, severity: finding.severity ?? severity, verdict: verdict.state, observed };
  });
  return await Promise.all(found);
}

describe('a function whose browser does not start', () => {
  it.each(['aws', 'other'] as const)('stops a cutover (%s)', async (kind) => {
    expect(await findings(kind, [ready, noBrowser, noForm])).toMatchObject([
      { id: 'function-ready', verdict: 'pass', observed: '1 parts ready' },
      { id: 'browser-starts', severity: 'block', verdict: 'fail', observed: noBrowser.detail },
      { id: 'login-form', severity: 'block', verdict: 'inconclusive', observed: noForm.detail },
    ]);
  });

  it('is a warning in the sandbox, where the function runs on the own machine, and never a pass', async () => {
    expect(await findings('sandbox', [ready, noBrowser, noForm])).toMatchObject([
      { id: 'function-ready', verdict: 'pass' },
      { id: 'browser-starts', severity: 'warn', verdict: 'fail' },
      { id: 'login-form', severity: 'warn', verdict: 'inconclusive' },
    ]);
  });
});

describe('a login form', () => {
  it.each(['aws', 'sandbox'] as const)(
    'that is not known stops a cutover, and says what is missing (%s)',
    async (kind) => {
      const found = await findings(kind, [ready, browser, changedForm]);
      const last = { id: 'login-form', severity: 'block', verdict: 'fail', observed: changedForm.detail };
      expect(found).toMatchObject([{ verdict: 'pass' }, { verdict: 'pass' }, last]);
    },
  );

  it('that is known lets it go on', async () => {
    const found = await findings('aws', [ready, browser, form]);
    expect(found.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
  });
});

describe('a build that does not try its browser', () => {
  it('leaves the question open', async () => {
    expect(await findings('aws', [ready])).toMatchObject([
      { verdict: 'pass' },
      { id: 'browser-starts', severity: 'block', verdict: 'inconclusive' },
      { id: 'login-form', severity: 'block', verdict: 'inconclusive', observed: 'not looked at' },
    ]);
    expect(await findings('aws', [])).toMatchObject([
      { verdict: 'inconclusive' },
      { verdict: 'inconclusive' },
      { verdict: 'inconclusive' },
    ]);
  });
});
