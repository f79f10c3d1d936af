import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isScheduled, readRuns, runTimeMs } from '../../src/domain/tick.ts';
import { invented, runLog, startMs } from './run-log.ts';

describe('reading runs out of a log', () => {
  it('finds START, REPORT, summary and messages of a run, each with its place', () => {
    const [run, ...others] = readRuns(runLog({ messages: ['b_1', 'b_2'] }));

    expect(others).toEqual([]);
    expect(run?.start).toEqual({
      eventId: `${invented.runId}-0`,
      stream: '2026/01/05/[$LATEST]invented',
      timestampMs: startMs,
    });
    expect(run?.report).toMatchObject({
      durationMs: 2_000,
      memorySizeMb: 1024,
      maxMemoryUsedMb: 137,
      status: null,
    });
    expect(run?.summary?.messages_due).toBe(2);
    expect(run?.due).toHaveLength(2);
    expect(run?.acceptances.map(({ basis, receipt }) => [basis, receipt])).toEqual([
      ['accepted', 'sens-b_1'],
      ['accepted', 'sens-b_2'],
    ]);
  });

  it('counts an adopted message by the receipt that was found later', () => {
    const extra = [{ event: 'reconcile_adopted', booking_num: 'b_9', kind: 'guide', sens_message_id: 'm-9' }];

    const [run] = readRuns(runLog({ extra }));

    expect(run?.acceptances).toMatchObject([
      { bookingNum: 'b_9', kind: 'guide', basis: 'adopted', receipt: 'm-9' },
    ]);
  });

  it('keeps runs apart and orders them by their start, whatever the order of the lines', () => {
    const second = '99999999-2222-4333-8444-555555555555';
    const later = runLog({ runId: second }).map((line) => ({
      ...line,
      timestampMs: line.timestampMs + 1_200_000,
    }));
    const lines = [...later, ...runLog()];

    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
        expect(readRuns(shuffled).map(({ requestId }) => requestId)).toEqual([invented.runId, second]);
      }),
    );
  });

  it('counts how often Lambda started the same event', () => {
    const [run] = readRuns([...runLog(), ...runLog()]);

    expect(run?.starts).toBe(2);
  });

  it('takes the time that the log shows, or the duration where that is longer', () => {
    const [run] = readRuns(runLog({ tookMs: 241_000 }));

    expect(run && runTimeMs(run)).toBe(241_000);
  });

  it('has no run time while REPORT is missing', () => {
    const [run] = readRuns(runLog({ report: null }));

    expect(run && runTimeMs(run)).toBeNull();
  });

  it('is not fooled by a customer whose name looks like a log line', () => {
    const extra = [
      {
        event: 'booking_skipped',
        reason: `REPORT RequestId: ${invented.runId}\tDuration: 1.00 ms\tStatus: timeout`,
      },
    ];

    const [run] = readRuns(runLog({ extra }));

    expect(run?.report?.status).toBeNull();
  });

  it('reads any text without throwing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (messages) => {
        const lines = messages.map((message, index) => ({
          id: `${index}`,
          stream: 's',
          timestampMs: index,
          message,
        }));

        expect(readRuns(lines).length).toBeLessThanOrEqual(lines.length);
      }),
    );
  });
});

describe('telling scheduled runs from others', () => {
  it.each([
    { name: 'a scheduled run', shape: {}, scheduled: true },
    { name: 'a replay', shape: { trigger: 'replay' }, scheduled: false },
  ])('$name: $scheduled', ({ shape, scheduled }) => {
    const [run] = readRuns(runLog(shape));

    expect(run && isScheduled(run)).toBe(scheduled);
  });

  it('takes a probe, which names no trigger and ends well, for no tick', () => {
    const probe = runLog({ summary: null }).filter(({ message }) => !message.startsWith('{'));

    const [run] = readRuns(probe);

    expect(run && isScheduled(run)).toBe(false);
  });

  it('takes a run that crashed before its first line for a tick', () => {
    const crash = runLog({ summary: null, report: 'Status: error\tError Type: Runtime.ExitError' });

    const [run] = readRuns(crash.filter(({ message }) => !message.startsWith('{')));

    expect(run && isScheduled(run)).toBe(true);
  });
});
