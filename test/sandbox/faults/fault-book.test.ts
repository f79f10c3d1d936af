import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { FaultBook } from '../../../src/sandbox/faults/fault-book.ts';

const enable: Fault = { service: 'events', operation: 'EnableRule', kind: 'throttle' };

function kinds(book: FaultBook, calls: number): (string | null)[] {
  return Array.from({ length: calls }, () => book.take('events', 'EnableRule')?.kind ?? null);
}

describe('FaultBook', () => {
  it('lets exactly the calls from the nth on meet a fault, as many as times says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), (nth, times) => {
        const met = kinds(new FaultBook([{ ...enable, nth, times }]), 50).map((kind) => kind !== null);
        const expected = Array.from(
          { length: 50 },
          (_, index) => index + 1 >= nth && index + 1 < nth + times,
        );
        expect(met).toEqual(expected);
      }),
    );
  });

  it('counts only the calls of its own service and operation, from when it was added', () => {
    const book = new FaultBook();
    book.take('events', 'EnableRule');
    book.add({ ...enable, nth: 2 });
    expect(book.take('events', 'DisableRule')).toBeNull();
    expect(book.take('lambda', 'EnableRule')).toBeNull();
    expect(kinds(book, 3)).toEqual([null, 'throttle', null]);
  });

  it('gives a call to the fault that was added first, and counts it for the other too', () => {
    const book = new FaultBook([enable, { ...enable, kind: 'server-error', times: 2 }]);
    expect(kinds(book, 3)).toEqual(['throttle', 'server-error', null]);
  });

  it('holds a call until it is released or its client is gone', async () => {
    const book = new FaultBook();
    const call = { service: 'events', operation: 'EnableRule', kind: 'hold-before', heldAtMs: 1 } as const;
    const gone = new AbortController();
    const first = book.hold(call, new AbortController().signal);
    const second = book.hold(call, gone.signal);
    expect(book.heldCalls.map(({ id }) => id)).toEqual(['held-1', 'held-2']);
    expect([book.release('held-1'), book.release('held-9')]).toEqual([true, false]);
    gone.abort();
    expect(await Promise.all([first, second])).toEqual(['released', 'gone']);
    expect(book.heldCalls).toEqual([]);
    expect(await book.hold(call, gone.signal)).toBe('gone');
  });
});
