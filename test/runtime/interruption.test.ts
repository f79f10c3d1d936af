import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Interruption, interruption, isInterruption } from '../../src/runtime/interruption.ts';

describe('an interruption', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s aborts with a reason that names it', (name) => {
    const source = new EventEmitter();
    const signal = interruption(source);

    source.emit(name);

    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBeInstanceOf(Interruption);
    expect(signal.reason.signalName).toBe(name);
    expect(isInterruption(signal.reason)).toBe(true);
  });

  it('leaves the second signal to Node, which then ends the process', () => {
    const source = new EventEmitter();
    interruption(source);

    source.emit('SIGINT');

    expect([source.listenerCount('SIGINT'), source.listenerCount('SIGTERM')]).toEqual([0, 0]);
  });

  it('is told from other failures, and so is the end of an allowed time', () => {
    expect(isInterruption(AbortSignal.timeout(0).reason ?? new DOMException('late', 'TimeoutError'))).toBe(
      true,
    );
    expect(isInterruption(new Error('else'))).toBe(false);
  });
});
