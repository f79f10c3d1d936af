import { describe, expect, it } from 'vitest';
import type { AnswerContext } from '../../src/reporting/answer-context.ts';
import type { CommandResult } from '../../src/reporting/command-result.ts';
import { jsonDocumentSchema, renderJsonDocument, toJsonDocument } from '../../src/reporting/json-document.ts';
import { renderAnswer } from '../../src/reporting/render-answer.ts';

const result: CommandResult = {
  exitCode: 0,
  verdict: { state: 'pass' },
  headline: 'Rolled back.',
  steps: [
    { id: 'rule', title: 'Disable', state: 'done', detail: 'was ENABLED', durationMs: 12.5, requestId: 'r' },
  ],
  checks: [],
  spans: [
    {
      id: 'execute',
      title: 'execute',
      startedAt: '2026-11-03T05:00:00.000Z',
      endedAt: '2026-11-03T05:00:10.400Z',
      durationMs: 10_400,
      timebase: 'virtual',
      basis: 'observed',
      limitMs: 300_000,
    },
    {
      id: 'detect',
      title: 'detect',
      startedAt: '2026-11-03T04:58:00.000Z',
      endedAt: '2026-11-03T04:59:00.000Z',
      durationMs: 60_000,
      timebase: 'wall',
      basis: 'claimed',
      limitMs: 300_000,
    },
  ],
  next: ['naver-sms delivery resume --confirm f', 'naver-sms delivery status'],
  data: { drills: [] },
};

const context: AnswerContext = {
  command: 'rollback',
  run: 'run-1',
  runNo: 12,
  target: { kind: 'sandbox', account: '000000000000', region: 'ap-northeast-2' },
  startedAt: '2026-11-03T05:00:00.000Z',
  endedAt: '2026-11-03T05:00:11.000Z',
  evidence: {
    file: 'VALIDATION.md',
    section: 'docs/validation/run-1/section.md',
    state: 'signed',
    reason: null,
  },
};

describe('the answer for people', () => {
  it('says verdict, place, times, the five-minute figure, evidence and how to check it', () => {
    const text = renderAnswer(result, context);
    expect(text).toContain('✔ Rolled back.');
    expect(text).toContain('exit code 0');
    expect(text).toContain('SIMULATED');
    expect(text).toContain('2026-11-03 14:00:00 KST -> 2026-11-03 14:00:11 KST');
    expect(text).toContain('execute: 10.4 s of 5 min 00 s allowed (virtual clock) <- the five-minute figure');
    expect(text).toContain('(claimed)');
    expect(text).toContain('VALIDATION.md, section docs/validation/run-1/section.md (run 12, run-1, signed)');
    expect(text).toContain('naver-sms evidence verify');
  });

  it('ends with the most useful command', () => {
    expect(renderAnswer(result, context).trimEnd().split('\n').at(-1)).toMatch(/naver-sms delivery status$/);
  });

  it('says of spilled evidence where it is and that the next command takes it in', () => {
    const spilled = { file: 'VALIDATION.md', state: 'spilled', reason: 'lock held' } as const;
    const text = renderAnswer(result, { ...context, evidence: { ...spilled, section: 'spill.jsonl' } });
    expect(text).toContain('SPILLED to spill.jsonl: lock held');
    expect(text).toContain('the next naver-sms command takes the spill into the ledger');
    expect(text).not.toContain('evidence verify');
    const nowhere = renderAnswer(result, { ...context, evidence: { ...spilled, section: null } });
    expect(nowhere).toContain('SPILLED to stderr alone: lock held');
    expect(nowhere).toContain('keep what stands on the screen');
  });

  it('gives the reason of a verdict that is not in the headline', () => {
    const verdict = { state: 'inconclusive', reason: 'the drain is not proven' } as const;
    expect(renderAnswer({ ...result, verdict, exitCode: 6 }, context)).toContain(
      'inconclusive: the drain is not proven',
    );
  });

  it('is plain text without colour', () => {
    expect(renderAnswer(result, context)).not.toContain('\u001b');
    expect(renderAnswer(result, context, true)).toContain('\u001b[');
  });
});

describe('the document for programs', () => {
  it('fits its own schema and holds what the design promises', () => {
    const document = toJsonDocument(result, context);
    const parsed = jsonDocumentSchema.parse(JSON.parse(renderJsonDocument(document)));
    expect(parsed).toEqual(document);
    expect(Object.keys(parsed)).toEqual(
      expect.arrayContaining([
        ...['schemaVersion', 'command', 'run', 'target', 'verdict', 'exitCode'],
        ...['startedAt', 'endedAt', 'steps', 'checks', 'next'],
      ]),
    );
  });

  it('refuses a result that is not what it says', () => {
    expect(() => toJsonDocument({ ...result, headline: undefined as never }, context)).toThrow();
  });
});
