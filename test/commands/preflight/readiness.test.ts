import { describe, expect, it } from 'vitest';
import { readinessChecks } from '../../../src/commands/preflight/checks/readiness.ts';
import type { ProbedBuild } from '../../../src/commands/preflight/probe-function.ts';
import type { TargetKind } from '../../../src/domain/target.ts';

const ready = { id: 'settings', isOk: true, detail: null };
const noBrowser = { id: 'browser', isOk: false, detail: 'not tested: no browser ships for darwin arm64' };

async function findings(kind: TargetKind, checks: ProbedBuild['checks']) {
  const value = { buildId: 'a'.repeat(64), checks, requestId: 'r' };
  const live = {
    toolbox: { target: { kind } },
    build: async () => ({ state: 'read', value, source: 'a probe' }) as const,
  };
  const found = readinessChecks({ live }).map(async ({ id, severity, look }) => {
    const { verdict, observed } = await look();
    return { id, severity, verdict: verdict.state, observed };
  });
  return await Promise.all(found);
}

describe('a function whose browser does not start', () => {
  it.each(['aws', 'other'] as const)('stops a cutover (%s)', async (kind) => {
    expect(await findings(kind, [ready, noBrowser])).toMatchObject([
      { id: 'function-ready', verdict: 'pass', observed: '1 parts ready' },
      { id: 'browser-starts', severity: 'block', verdict: 'fail', observed: noBrowser.detail },
    ]);
  });

  it('is a warning in the sandbox, where the function runs on the own machine, and never a pass', async () => {
    expect(await findings('sandbox', [ready, noBrowser])).toMatchObject([
      { id: 'function-ready', verdict: 'pass' },
      { id: 'browser-starts', severity: 'warn', verdict: 'fail' },
    ]);
  });
});

describe('a build that does not try its browser', () => {
  it('leaves the question open', async () => {
    expect(await findings('aws', [ready])).toMatchObject([
      { verdict: 'pass' },
      { id: 'browser-starts', severity: 'block', verdict: 'inconclusive' },
    ]);
    expect(await findings('aws', [])).toMatchObject([
      { verdict: 'inconclusive' },
      { verdict: 'inconclusive' },
    ]);
  });
});
