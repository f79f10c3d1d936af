import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { ExecutionEnvironment, type Invocation } from '../../../src/sandbox/lambda/execution-environment.ts';

const program = `${import.meta.dirname}/probe-program.mjs`;
const dayMs = 86_400_000;

let environment: ExecutionEnvironment;
const stop = new AbortController();
afterEach(() => environment.end());

function open(bundle = program): void {
  environment = new ExecutionEnvironment({
    bundle,
    environment: { PATH: process.env.PATH ?? '' },
    memoryMb: 1024,
    signal: stop.signal,
  });
}

let invocations = 0;

async function invoke(event: unknown, changes: Partial<Invocation> = {}) {
  const lines: string[] = [];
  invocations += 1;
  const { end, initMs } = await environment.invoke({
    requestId: `run-${invocations}`,
    functionArn: 'arn:aws:lambda:x:1:function:f',
    traceId: 'Root=1-0-0',
    payload: Buffer.from(JSON.stringify(event)),
    timeoutMs: 60_000,
    offsetMs: 0,
    nowMs: Date.now,
    onLine: (line) => lines.push(line),
    ...changes,
  });
  return { end, initMs, lines, payload: 'body' in end ? JSON.parse(end.body.toString()) : null };
}

/** The kernel's letter for the state of a process: T is stopped. */
const stateOf = (pid: number): string =>
  / (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').split(')')[1] ?? '')?.[1] ?? '';

describe('an environment', () => {
  it('keeps its process for the next invocation, which has no init, its own request id and its own clock', async () => {
    open();
    const first = await invoke({ act: 'pid' });
    const beforeMs = Date.now();
    const second = await invoke({ act: 'pid' }, { offsetMs: 3 * dayMs, nowMs: () => Date.now() + 3 * dayMs });
    const afterMs = Date.now();

    expect(first.initMs).toBeGreaterThan(0);
    expect(second.initMs).toBeNull();
    expect(second.payload.pid).toBe(first.payload.pid);
    expect(second.payload.requestId).not.toBe(first.payload.requestId);
    expect(second.payload.now - 3 * dayMs).toBeGreaterThanOrEqual(beforeMs);
    expect(second.payload.now - 3 * dayMs).toBeLessThanOrEqual(afterMs);
  });

  it('passes every line on to the invocation that wrote it, an unended one included', async () => {
    open();
    const written = Array.from({ length: 500 }, (_, index) => `line ${index} ${'x'.repeat(200)}`);
    const first = await invoke({ act: 'log', lines: written, errors: ['an error'], rest: 'no line end' });
    const second = await invoke({ act: 'log', lines: ['second'] });

    expect(first.lines.filter((line) => line.startsWith('line '))).toEqual(written);
    expect(first.lines).toContain('an error');
    expect(first.lines).toContain('no line end');
    expect(second.lines).toEqual(['second']);
  });

  it('is frozen between two invocations, with what it started', async () => {
    open();
    const { payload } = await invoke({ act: 'startChild' });
    const states = () => [payload.pid, payload.childPid].map(stateOf);
    await expect.poll(states, { timeout: 240_000 }).toEqual(['T', 'T']);

    const { payload: thawed } = await invoke({ act: 'readStates', pids: [payload.pid, payload.childPid] });

    expect(thawed).not.toContain('T');
    await expect.poll(states, { timeout: 240_000 }).toEqual(['T', 'T']);
  });

  it('is kept after an error that the program reported', async () => {
    open();
    const failed = await invoke({ act: 'throw' });
    expect(failed.end.kind).toBe('error');
    expect(environment.isReusable).toBe(true);
    expect((await invoke({ act: 'echo' })).initMs).toBeNull();
  });

  it.each(['exit', 'fill', 'hang'])('is not kept after %s', async (act) => {
    open();
    const { end } = await invoke({ act }, act === 'hang' ? { timeoutMs: 500 } : {});
    expect(end.kind).toBe({ exit: 'exit', fill: 'out-of-memory', hang: 'timeout' }[act]);
    expect(environment.isReusable).toBe(false);
  });

  it('says how it ended if its process died while it was idle', async () => {
    open();
    const { payload } = await invoke({ act: 'pid' });
    process.kill(payload.pid, 'SIGKILL');
    const { end } = await invoke({ act: 'echo' });
    expect(end).toMatchObject({ kind: 'exit', signal: 'SIGKILL' });
  });
});
