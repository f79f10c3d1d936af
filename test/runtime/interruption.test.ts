import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Interruption, interruptions, isInterruption } from '../../src/runtime/interruption.ts';

/** A process that notes what it is sent, and what was said before. */
function pretendProcess() {
  const notes: string[] = [];
  const source = Object.assign(new EventEmitter(), {
    pid: 7,
    kill: (pid: number, name: string) => notes.push(`kill ${pid} ${name}`),
  });
  return { source, notes };
}

describe('an interruption', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s aborts with a reason that names it', (name) => {
    const { source, notes } = pretendProcess();
    const { signal } = interruptions(source);

    source.emit(name);

    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBeInstanceOf(Interruption);
    expect(signal.reason.signalName).toBe(name);
    expect(isInterruption(signal.reason)).toBe(true);
    expect(notes).toEqual([]);
  });

  it('by a second signal says its last words, and leaves the end to Node', () => {
    const { source, notes } = pretendProcess();
    const { onSecond } = interruptions(source);
    onSecond(() => notes.push('last words'));

    source.emit('SIGINT');
    source.emit('SIGTERM');

    expect(notes).toEqual(['last words', 'kill 7 SIGTERM']);
    expect([source.listenerCount('SIGINT'), source.listenerCount('SIGTERM')]).toEqual([0, 0]);
  });

  it('ends by a second signal too where the last words fail, or where there are none', () => {
    const failing = pretendProcess();
    interruptions(failing.source).onSecond(() => {
      throw new Error('the terminal is gone');
    });
    failing.source.emit('SIGINT');
    expect(() => failing.source.emit('SIGINT')).toThrow('the terminal is gone');
    const silent = pretendProcess();
    interruptions(silent.source);
    silent.source.emit('SIGINT');
    silent.source.emit('SIGINT');

    expect([failing.notes, silent.notes]).toEqual([['kill 7 SIGINT'], ['kill 7 SIGINT']]);
  });

  it('is told from other failures, and so is the end of an allowed time', () => {
    expect(isInterruption(AbortSignal.timeout(0).reason ?? new DOMException('late', 'TimeoutError'))).toBe(
      true,
    );
    expect(isInterruption(new Error('else'))).toBe(false);
  });
});
