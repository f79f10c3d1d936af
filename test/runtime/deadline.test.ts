import { describe, expect, it } from 'vitest';
import { withinDeadline } from '../../src/runtime/deadline.ts';

describe('work within a deadline', () => {
  it('gives the value in time', async () => {
    expect(await withinDeadline(60_000, Promise.resolve(7))).toEqual({ state: 'in-time', value: 7 });
  });

  it('gives the failure instead of throwing it', async () => {
    const error = new Error('no');

    expect(await withinDeadline(60_000, Promise.reject(error))).toEqual({ state: 'failed', error });
  });

  it('is late for work that never ends', async () => {
    expect(await withinDeadline(1, new Promise(() => {}))).toEqual({ state: 'late' });
  });

  it('leaves a later failure unhandled by nobody', async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listener);
    const { promise, reject } = Promise.withResolvers<never>();

    expect(await withinDeadline(1, promise)).toEqual({ state: 'late' });
    reject(new Error('too late to matter'));
    await new Promise((resolve) => setImmediate(resolve));

    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
  });
});
