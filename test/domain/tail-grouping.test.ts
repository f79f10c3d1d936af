import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTailGrouping, type TailLine } from '../../src/domain/tail-grouping.ts';

const runA = '11111111-1111-4111-8111-111111111111';
const runB = '22222222-2222-4222-8222-222222222222';
const keepMs = 360_000;

let count = 0;
function line(message: string, over: Partial<TailLine> = {}): TailLine {
  count += 1;
  return { id: `e${count}`, timestampMs: count, ingestedMs: count + 500, stream: 's1', message, ...over };
}

describe('log lines as they arrive', () => {
  it('are shown once, however often they are read again', () => {
    const lines = fc.array(fc.nat(30), { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 8 }), (looks) => {
        const grouping = createTailGrouping(keepMs);
        const shown = looks.flatMap((ids) =>
          grouping
            .take(ids.map((id) => line('text', { id: `id-${id}`, timestampMs: id })))
            .map((entry) => entry.line.id),
        );
        expect(shown.length).toBe(new Set(looks.flat()).size);
        expect(new Set(shown).size).toBe(shown.length);
      }),
    );
  });

  it('belong to the run that they name, or to the last run of their stream', () => {
    const grouping = createTailGrouping(keepMs);
    const entries = grouping.take([
      line('INIT_START Runtime Version: custom'),
      line(`START RequestId: ${runA} Version: $LATEST`),
      line('plain text'),
      line(JSON.stringify({ event: 'send_accepted', run_id: runB }), { stream: 's2' }),
      line('other stream', { stream: 's2' }),
    ]);
    const byMessage = entries.map(({ requestId, phase }) => [requestId, phase]);
    expect(byMessage).toEqual([
      [null, 'start'],
      [runA, 'start'],
      [runA, 'other'],
      [runB, 'send'],
      [runB, 'other'],
    ]);
  });

  it('stand together by run within one look', () => {
    const grouping = createTailGrouping(keepMs);
    const entries = grouping.take([
      line(`START RequestId: ${runA} Version: 1`, { stream: 'a' }),
      line(`START RequestId: ${runB} Version: 1`, { stream: 'b' }),
      line('more of a', { stream: 'a' }),
      line('more of b', { stream: 'b' }),
    ]);
    expect(entries.map(({ requestId }) => requestId)).toEqual([runA, runA, runB, runB]);
  });

  it('tell which runs are open and how many have reported', () => {
    const grouping = createTailGrouping(keepMs);
    grouping.take([
      line(`START RequestId: ${runA} Version: 1`),
      line(`START RequestId: ${runB} Version: 1`, { stream: 'b' }),
    ]);
    grouping.take([line(`REPORT RequestId: ${runA}\tDuration: 1 ms`)]);
    expect(grouping.openRuns()).toEqual([runB]);
    expect(grouping.reportedRuns()).toBe(1);
  });

  it('cannot be steered by hostile text: no prototype name is an event, no broken id is a run', () => {
    const grouping = createTailGrouping(keepMs);
    const entries = grouping.take([
      line('{"event":"constructor","run_id":"../../etc"}'),
      line('{"event":"__proto__"}'),
      line('START RequestId: not-an-id'),
      line('{broken'),
    ]);
    expect(entries.map(({ requestId, event }) => [requestId, event])).toEqual(Array(4).fill([null, null]));
  });

  it('are not led ahead by a line that is dated after its arrival', () => {
    const grouping = createTailGrouping(keepMs);
    const shown = line('x', { timestampMs: 1_000, ingestedMs: 1_500 });
    grouping.take([shown, line('ahead', { timestampMs: 5_400_000, ingestedMs: 2_000 })]);

    expect(grouping.newestMs()).toBe(2_000);
    expect(grouping.take([shown])).toEqual([]);
  });

  it('say how long they took to arrive', () => {
    const [entry] = createTailGrouping(keepMs).take([line('x', { timestampMs: 1_000, ingestedMs: 8_500 })]);
    expect(entry?.lagMs).toBe(7_500);
  });
});
