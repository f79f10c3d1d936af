import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { waitUntil } from '../../../src/runtime/wait-until.ts';
import type { InvocationResult } from '../../../src/sandbox/lambda/execution-environment.ts';
import { type InvocationOptions, runInvocation } from '../../../src/sandbox/lambda/run-invocation.ts';

const program = `${import.meta.dirname}/probe-program.mjs`;
const day = 86_400_000;

interface Run {
  readonly result: InvocationResult;
  readonly lines: readonly string[];
}

async function run(event: unknown, changes: Partial<InvocationOptions> = {}): Promise<Run> {
  const lines: string[] = [];
  const result = await runInvocation({
    bundle: program,
    environment: { PATH: process.env.PATH ?? '' },
    requestId: 'run-1',
    functionArn: 'arn:aws:lambda:x:1:function:f',
    traceId: 'Root=1-0-0',
    payload: Buffer.from(JSON.stringify(event)),
    timeoutMs: 20_000,
    memoryMb: 1024,
    offsetMs: 0,
    nowMs: Date.now,
    onLine: (line) => lines.push(line),
    signal: new AbortController().signal,
    ...changes,
  });
  return { result, lines };
}

function bodyOf({ end }: InvocationResult) {
  return 'body' in end ? JSON.parse(end.body.toString()) : null;
}

describe('runInvocation', () => {
  it('shifts the child’s clock by the offset, for Date.now, new Date and the deadline alike', async () => {
    const { result } = await run({ act: 'echo' }, { offsetMs: day, nowMs: () => Date.now() + day });
    const { now, at, context } = bodyOf(result);
    expect(Math.abs(now - Date.now() - day)).toBeLessThan(10_000);
    expect(Math.abs(Date.parse(at) - now)).toBeLessThan(1000);
    expect(context.deadlineMs - now).toBeGreaterThan(0);
    expect(context.deadlineMs - now).toBeLessThanOrEqual(20_000);
  });

  it('ends a run at its timeout and kills what the run itself had started', async () => {
    const { result, lines } = await run({ act: 'hangWithChild' }, { timeoutMs: 600 });
    expect(result.end.kind).toBe('timeout');
    const pid = Number(lines.find((line) => line.startsWith('child '))?.slice(6));
    expect(pid).toBeGreaterThan(0);
    const probe = async () => (isAlive(pid) ? null : 'gone');
    const waited = await waitUntil({
      clock: systemClock,
      deadlineMs: 120_000,
      intervalMs: 5,
      maxIntervalMs: 50,
      probe,
    });
    expect(waited.state).toBe('met');
  });

  it('ends a run that needs more memory than the function has', async () => {
    const { result } = await run({ act: 'fill' }, { memoryMb: 160 });
    expect(result.end.kind).toBe('out-of-memory');
    expect(result.maxMemoryMb).toBeGreaterThan(160);
  });

  it('ends a program that never asks for its event at the limit of the init phase', async () => {
    const { result } = await run(
      {},
      { bundle: `${import.meta.dirname}/silent-program.mjs`, initLimitMs: 400 },
    );
    expect(result.end.kind).toBe('init-timeout');
  });

  it('tells of a program that cannot even start', async () => {
    const { result, lines } = await run({}, { bundle: '/nowhere/run.mjs' });
    expect(result.end).toMatchObject({ kind: 'exit', code: 1 });
    expect(lines.join('\n')).toContain('Cannot find module');
  });

  it('keeps every line that the program wrote before its answer', async () => {
    const written = Array.from({ length: 2000 }, (_, index) => `line ${index} ${'x'.repeat(100)}`);
    const { lines } = await run({ act: 'log', lines: written });
    expect(lines).toEqual(written);
  });

  it('kills the run at once when the sandbox stops', async () => {
    const stop = new AbortController();
    const running = run({ act: 'hang' }, { signal: stop.signal });
    stop.abort();
    expect((await running).result.end).toMatchObject({ kind: 'exit', signal: 'SIGKILL' });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
