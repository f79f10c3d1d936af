import { describe, expect, it } from 'vitest';
import type { LineKind } from '../../src/evidence/ledger-line.ts';
import { sampleCall } from './build-root.ts';
import { line, render } from './section-fixture.ts';

describe('a section', () => {
  it('says in its heading what it is: simulated or not, number, command, verdict, target', () => {
    expect(render([])).toContain(
      '\n## SIMULATED · Run 7 · cutover · PASSED · sandbox 000000000000 ap-northeast-2 · run-',
    );
    expect(render([], { verdict: { state: 'inconclusive', reason: 'no traffic' } }, null)).toContain(
      '\n## SIMULATED · Unnumbered run · cutover · INCONCLUSIVE · sandbox',
    );
  });

  it('gives the times in UTC and KST, and the elapsed time by the monotonic clock', () => {
    const text = render([]);

    expect(text).toContain('| Started | 2025-10-25 05:00:00.000 UTC · 2025-10-25 14:00:00.000 KST |');
    expect(text).toContain('| Ended | 2025-10-25 05:00:12.345 UTC · 2025-10-25 14:00:12.345 KST |');
    expect(text).toContain('| Elapsed | 12.345 s by the monotonic clock');
  });

  it('shows a change as its intent, the equivalent command, the answer and the outcome', () => {
    const call = sampleCall({ operation: 'EnableRule', effect: 'write', output: {} });
    const text = render([
      line(3, 'intent', 'enable', { title: 'Enable the rule', change: {} }),
      line(4, 'outcome', 'enable', {
        intent: 3,
        state: 'done',
        detail: 'DISABLED -> ENABLED',
        calls: [call],
      }),
    ]);

    expect(text).toContain('#### 1. Enable the rule\n\nIntent: ledger line 3, on disk before the call.\n');
    expect(text).toContain(
      '```text\n$ aws events enable-rule --name naver-sms-automation-trigger\n| {}\n```\nHTTP 200 · request id `3f2c',
    );
    expect(text).toContain('Outcome: **done**: DISABLED -> ENABLED (ledger line 4 closes intent 3)');
  });

  it('says that an intent in doubt stays open', () => {
    const text = render([
      line(3, 'intent', 'enable', { title: 'Enable the rule' }),
      line(4, 'observation', 'enable', { intent: 3, state: 'in-doubt', detail: 'no answer', calls: [] }),
    ]);

    expect(text).toContain(
      'Outcome: **in-doubt**: no answer (ledger line 4; intent 3 stays open until live state was read again)',
    );
  });

  it('gathers a poll into its first and last answer, and says how many lie between', () => {
    const polls = [1, 2, 3, 4, 5].map((n) =>
      line(n, 'observation', 'events:DescribeRule', {
        call: sampleCall({ output: { poll: n }, startedMonoMs: n * 1_000 }),
      }),
    );

    const text = render(polls);

    expect(text).toContain('DescribeRule (5 calls)');
    expect(text).toContain(
      '… 3 more of the same call in between (ledger lines 2 to 4), all answered; first to last 4 s.',
    );
    expect(text).toContain('"poll": 1');
    expect(text).not.toContain('"poll": 3');
  });

  it('cuts a long answer by size, and names its whole size and digest', () => {
    const text = render([
      line(1, 'observation', 'x', {
        call: sampleCall({ output: { long: Array.from({ length: 900 }, (_, n) => `item ${n}`) } }),
      }),
    ]);

    expect(text).toMatch(/\.\.\. cut here: \d+ bytes in all, sha256 [0-9a-f]{64}; whole in ledger line 1/);
    expect(text.length).toBeLessThan(6_000);
  });

  it('keeps the steps of a repeated drill apart, and puts skipped steps last', () => {
    const lines = [1, 5].flatMap((n) => [
      line(n, 'intent', 'rule', { title: 'Disable the rule', attempt: 1 }),
      line(n + 1, 'outcome', 'rule', { intent: n, state: 'failed', calls: [] }),
      line(n + 2, 'intent', 'rule', { title: 'Disable the rule', attempt: 2 }),
      line(n + 3, 'outcome', 'rule', { intent: n + 2, state: 'done', calls: [] }),
    ]);
    const step = { title: 'Disable the rule', state: 'done', detail: '', requestId: null } as const;

    const text = render(lines, {
      steps: [
        { id: 'drill-1-rule', ...step, durationMs: 11 },
        { id: 'drill-2-rule', ...step, durationMs: 22 },
        {
          id: 'version',
          title: 'Go back a version',
          state: 'skipped',
          detail: 'no alias',
          durationMs: 0,
          requestId: null,
        },
      ],
    });

    expect(text.match(/^#### .*/gm)).toEqual([
      '#### 1. Disable the rule: done, 11 ms',
      '#### 2. Disable the rule: done, 22 ms',
      '#### 3. Go back a version: skipped, 0 ms',
    ]);
    expect(text).toContain('skipped, 0 ms\n\nno alias\n');
  });

  it('marks what a person claims, and a limit that was missed', () => {
    const span = {
      id: 'detect',
      title: 'Detect',
      startedAt: '2025-10-25T05:00:00.000Z',
      endedAt: '2025-10-25T05:06:00.000Z',
      durationMs: 360_000,
      timebase: 'wall',
      basis: 'claimed',
      limitMs: 300_000,
    } as const;

    const text = render([line(1, 'note', 'note', { claimed: 'I saw it at once.', by: 'Captain' })], {
      spans: [span],
    });

    expect(text).toContain(
      '> I saw it at once.\n\n*Claimed* by Captain, observed by nobody (ledger line 1).',
    );
    expect(text).toMatch(
      /\| Detect \(`detect`\) \| 360 s \| 300 s \| \*\*MISSED\*\* \|.*\*claimed by a person\* \|/,
    );
  });

  it('leaves out no line: data of an unknown shape is shown as it is', () => {
    const kinds: LineKind[] = [
      'intent',
      'outcome',
      'observation',
      'verdict',
      'note',
      'approval',
      'recovery',
      'spill',
    ];

    const text = render(
      kinds.map((kind, index) => line(index + 1, kind, kind, { strange: `shape of ${kind}` })),
    );

    for (const kind of kinds) expect(text).toContain(`|   "strange": "shape of ${kind}"`);
  });
});
