import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forcedReason } from '../../src/domain/alarm-nonce.ts';
import { asCheck, judgeAll } from '../../src/domain/success-criteria.ts';
import { readRuns } from '../../src/domain/tick.ts';
import { worstOf } from '../../src/domain/verdict.ts';
import type { Reading, VerificationFacts } from '../../src/domain/verification-facts.ts';
import { type RunShape, runLog, startMs } from './run-log.ts';

const read = <T>(value: T): Reading<T> => ({ state: 'read', value, source: 'invented' });
const unread = (mayHeal: boolean): Reading<never> => ({
  state: 'unreadable',
  reason: 'invented',
  source: 'invented',
  mayHeal,
});

const cleanMetrics = {
  Errors: 0,
  Throttles: null,
  Invocations: 1,
  RunFailures: 0,
  StoresFailed: 0,
  MessagesRefused: 0,
  MessagesMissed: 0,
  MessagesAccepted: 2,
};

const claim = (bookingNum: string, state = 'ACCEPTED') => ({
  bookingNum,
  kind: 'confirm',
  state,
  sensRequestId: `sens-${bookingNum}`,
});

/** A good day: one run, two messages, all witnesses agreed. */
function facts(
  change: Partial<VerificationFacts> = {},
  shape: RunShape = { messages: ['b_1', 'b_2'] },
): VerificationFacts {
  return {
    sinceMs: startMs,
    untilMs: startMs + 60_000,
    rules: read([
      { name: 'ours', state: 'ENABLED' },
      { name: 'legacy', state: 'DISABLED' },
    ]),
    configuredMemoryMb: read(1024),
    runs: read(readRuns(runLog(shape))),
    metrics: read(cleanMetrics),
    claims: read([claim('b_1'), claim('b_2')]),
    alarms: read([{ name: 'naver-sms-lambda-errors', state: 'OK', reason: 'invented', updatedAt: null }]),
    ...change,
  };
}

function judgementOf(id: string, judged: VerificationFacts) {
  const found = judgeAll(judged).find(({ criterion }) => criterion.id === id);
  if (!found) throw new Error(`no criterion ${id}`);
  return found.judgement;
}

const stateOf = (id: string, judged: VerificationFacts) => judgementOf(id, judged).verdict.state;

describe('the ten criteria', () => {
  it('are ten, and all pass on a good day', () => {
    const judged = judgeAll(facts());

    expect(judged).toHaveLength(10);
    expect(judged.map(({ judgement }) => judgement.verdict.state)).toEqual(Array(10).fill('pass'));
  });

  it('name the log line that proves them', () => {
    const { source } = judgementOf('run-time', facts());

    expect(source).toMatch(
      /^log event .+ in 2026\/01\/05\/\[\$LATEST\]invented at 2026-01-05T00:00:02\.000Z$/,
    );
  });

  it('never pass on a source that could not be read, and all sources matter', () => {
    const sources = ['rules', 'configuredMemoryMb', 'runs', 'metrics', 'claims', 'alarms'] as const;
    fc.assert(
      fc.property(fc.subarray([...sources], { minLength: 1 }), fc.boolean(), (missing, mayHeal) => {
        const gaps = Object.fromEntries(missing.map((name) => [name, unread(mayHeal)]));

        const judged = judgeAll(facts(gaps));

        expect(worstOf(judged.map(({ judgement }) => judgement.verdict)).state).toBe('inconclusive');
      }),
    );
  });

  it('never pass on missing data, whatever is missing', () => {
    const empty: readonly Partial<VerificationFacts>[] = [
      { runs: read([]) },
      { metrics: read({}) },
      { claims: read([]) },
      { alarms: read([]) },
      { rules: read([]) },
    ];
    for (const gap of empty) {
      expect(worstOf(judgeAll(facts(gap)).map(({ judgement }) => judgement.verdict)).state).not.toBe('pass');
    }
  });

  it('offer a remedy only where something is to be mended', () => {
    const judged = judgeAll(
      facts({ alarms: read([{ name: 'naver-sms-x', state: 'ALARM', reason: 'invented', updatedAt: null }]) }),
    ).map((one) => asCheck(one, 'invented'));

    expect(judged.filter(({ remedy }) => remedy !== null).map(({ id }) => id)).toEqual(['alarms-ok']);
  });
});

describe('an alarm that a test forced', () => {
  const reason = forcedReason('alarm-test:run1:bcdfghjklmnpqrst', 'forced');
  const judged = (...alarms: readonly { state: 'OK' | 'ALARM'; reason: string }[]) =>
    judgementOf(
      'alarms-ok',
      facts({
        alarms: read(
          alarms.map((alarm, index) => ({ name: `naver-sms-${index}`, updatedAt: null, ...alarm })),
        ),
      }),
    ).verdict;

  it('fails nothing, so that no cutover is rolled back for it, and passes nothing either', () => {
    expect(judged({ state: 'OK', reason: '' }, { state: 'ALARM', reason })).toEqual({
      state: 'inconclusive',
      reason: 'not-yet: forced into ALARM by alarm-test: naver-sms-1',
    });
  });

  it('hides no other alarm that really fires', () => {
    const real = { state: 'ALARM', reason: 'Threshold Crossed' } as const;
    expect(judged({ state: 'ALARM', reason }, real)).toMatchObject({
      state: 'fail',
      reason: expect.stringContaining('naver-sms-1'),
    });
  });

  it('is an alarm like any other once CloudWatch gave it a reason of its own', () => {
    expect(judged({ state: 'ALARM', reason: `Threshold Crossed ${reason}` }).state).toBe('fail');
  });
});

describe('one sender', () => {
  it.each([
    ['ENABLED', 'fail'],
    ['OTHER', 'fail'],
    ['ABSENT', 'pass'],
  ] as const)('with a second rule %s: %s', (state, verdict) => {
    const rules = read([
      { name: 'ours', state: 'ENABLED' as const },
      { name: 'legacy', state },
    ]);

    expect(stateOf('rule-enabled', facts({ rules }))).toBe(verdict);
  });
});

describe('runs', () => {
  const messages = ['b_1', 'b_2'];

  it.each([
    { name: 'a failed summary', shape: { messages, summary: { outcome: 'failed' } }, state: 'fail' },
    { name: 'a time-out', shape: { messages, summary: null, report: 'Status: timeout' }, state: 'fail' },
    { name: 'a run that was not live', shape: { messages, summary: { mode: 'off' } }, state: 'fail' },
    { name: 'no REPORT yet', shape: { messages, report: null }, state: 'inconclusive' },
    { name: 'no summary yet', shape: { messages, summary: null }, state: 'inconclusive' },
  ])('$name: $state', ({ shape, state }) => {
    expect(stateOf('runs-completed', facts({}, shape))).toBe(state);
  });

  it('takes 239.999 s and not 240 s', () => {
    expect(stateOf('run-time', facts({}, { messages, tookMs: 239_999 }))).toBe('pass');
    expect(stateOf('run-time', facts({}, { messages, tookMs: 240_000 }))).toBe('fail');
  });

  it('holds memory against what is configured, not against 512 MB', () => {
    expect(stateOf('memory', facts({ configuredMemoryMb: read(153) }))).toBe('pass');
    expect(stateOf('memory', facts({ configuredMemoryMb: read(152) }))).toBe('fail');
  });

  it('needs a message id of each channel', () => {
    const notifications = [{ channel: 'telegram', state: 'delivered', message_id: null }];
    const judged = facts({}, { messages, summary: { notifications } });

    expect(stateOf('telegram-notified', judged)).toBe('fail');
    expect(stateOf('slack-notified', judged)).toBe('fail');
  });
});

describe('messages', () => {
  it('with nothing due: inconclusive for no traffic, never a pass', () => {
    const judged = facts({ claims: read([]), metrics: read({ ...cleanMetrics, MessagesAccepted: 0 }) }, {});

    expect(judgementOf('messages-accepted', judged).cause).toBe('no-traffic');
    expect(judgementOf('claims-settled', judged).cause).toBe('no-traffic');
  });

  it('fail as soon as one of three witnesses counts otherwise, and the others still wait for late data', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), (metric, table) => {
        fc.pre(metric !== 2 || table !== 2);
        const claims = read(Array.from({ length: table }, (_, index) => claim(`b_${index + 1}`)));

        const judged = facts({ claims, metrics: read({ ...cleanMetrics, MessagesAccepted: metric }) });

        expect(judgementOf('messages-accepted', judged)).toMatchObject({
          verdict: { state: 'fail' },
          cause: 'not-yet',
        });
      }),
    );
  });

  it('without the metric: inconclusive', () => {
    expect(
      stateOf('messages-accepted', facts({ metrics: read({ ...cleanMetrics, MessagesAccepted: null }) })),
    ).toBe('inconclusive');
  });

  it('fail where log and table hold different receipts', () => {
    const claims = read([claim('b_1'), { ...claim('b_2'), sensRequestId: 'another' }]);

    expect(stateOf('messages-accepted', facts({ claims }))).toBe('fail');
  });

  it('in doubt wait for the next tick, and so does the alarm that tells of it', () => {
    const claims = read([claim('b_1'), claim('b_2'), claim('b_3', 'IN_DOUBT')]);
    const alarms = read([
      { name: 'naver-sms-messages-in-doubt', state: 'ALARM' as const, reason: 'invented', updatedAt: null },
    ]);
    const judged = facts({ claims, alarms });

    expect(judgementOf('claims-settled', judged).cause).toBe('in-doubt');
    expect(judgementOf('alarms-ok', judged).cause).toBe('in-doubt');
  });

  it.each(['REFUSED', 'MISSED', 'UNDELIVERED'])('%s is lost: fail', (state) => {
    expect(stateOf('claims-settled', facts({ claims: read([claim('b_1'), claim('b_2', state)]) }))).toBe(
      'fail',
    );
  });
});

describe('an alarm that a test restored', () => {
  const reason = forcedReason('alarm-test:run1:bcdfghjklmnpqrst', 'restored');
  const untilMs = startMs + 60_000;
  const judged = (state: 'OK' | 'INSUFFICIENT_DATA', updatedAt: string | null) => {
    const alarms = read([{ name: 'naver-sms-1', state, reason, updatedAt }]);
    return judgementOf('alarms-ok', facts({ untilMs, alarms }));
  };
  const ago = (ms: number) => new Date(untilMs - ms).toISOString();

  it('is OK by our word alone until CloudWatch has evaluated it by itself: waited for', () => {
    expect(judged('OK', ago(1_000))).toMatchObject({
      cause: 'not-yet',
      verdict: { reason: 'not-yet: not evaluated since alarm-test restored it: naver-sms-1' },
    });
    expect(judged('OK', ago(64_999)).verdict.state).toBe('inconclusive');
    expect(judged('OK', null).verdict.state).toBe('inconclusive');
  });

  it('passes after that: an evaluation to the same state leaves our reason', () => {
    expect(judged('OK', ago(65_000)).verdict.state).toBe('pass');
    expect(judged('INSUFFICIENT_DATA', ago(65_000)).verdict.state).toBe('inconclusive');
  });
});

describe('metrics', () => {
  it('count a sparse metric as zero only beside a companion with data', () => {
    expect(stateOf('metrics-clean', facts())).toBe('pass');
    expect(stateOf('metrics-clean', facts({ metrics: read({ ...cleanMetrics, Invocations: null }) }))).toBe(
      'inconclusive',
    );
  });

  it('without a data point are never zero', () => {
    expect(stateOf('metrics-clean', facts({ metrics: read({ ...cleanMetrics, Errors: null }) }))).toBe(
      'inconclusive',
    );
  });

  it('above zero fail', () => {
    expect(stateOf('metrics-clean', facts({ metrics: read({ ...cleanMetrics, StoresFailed: 1 }) }))).toBe(
      'fail',
    );
  });
});
