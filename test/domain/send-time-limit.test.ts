import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  leaseMs,
  postTimeoutMs,
  recordReserveMs,
  sendTimeLimitMs,
  shortestSendMs,
} from '../../src/domain/send-time-limit.ts';

describe('the time of one send', () => {
  it('is ten seconds where nothing else presses, and the lease outlasts it with its record', () => {
    const timeout = postTimeoutMs({ sincePermissionMs: 0, leaseLeftMs: leaseMs, runLeftMs: 300_000 });
    expect(timeout).toBe(10_000);
    expect(leaseMs).toBeGreaterThan(sendTimeLimitMs + recordReserveMs);
  });

  it('never outlasts the permission, the lease or the run, and is never too short to be answered', () => {
    const span = fc.integer({ min: 0, max: 70_000 });
    fc.assert(
      fc.property(span, span, span, (sincePermissionMs, leaseLeftMs, runLeftMs) => {
        const timeout = postTimeoutMs({ sincePermissionMs, leaseLeftMs, runLeftMs });
        if (timeout === null) return;
        expect(timeout).toBeGreaterThanOrEqual(shortestSendMs);
        expect(sincePermissionMs + timeout).toBeLessThanOrEqual(sendTimeLimitMs);
        expect(timeout + recordReserveMs).toBeLessThanOrEqual(Math.min(leaseLeftMs, runLeftMs));
      }),
    );
  });

  it('is refused where too little is left of any of the three', () => {
    const enough = { sincePermissionMs: 0, leaseLeftMs: leaseMs, runLeftMs: 300_000 };
    expect(postTimeoutMs({ ...enough, sincePermissionMs: sendTimeLimitMs - shortestSendMs + 1 })).toBeNull();
    expect(postTimeoutMs({ ...enough, leaseLeftMs: recordReserveMs + shortestSendMs - 1 })).toBeNull();
    expect(postTimeoutMs({ ...enough, runLeftMs: recordReserveMs + shortestSendMs - 1 })).toBeNull();
  });
});
