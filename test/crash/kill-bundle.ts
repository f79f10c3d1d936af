import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { StartProgram } from '../../src/sandbox/lambda/child.ts';
import type { InvocationEnd } from '../../src/sandbox/lambda/execution-environment.ts';
import { runInvocation } from '../../src/sandbox/lambda/run-invocation.ts';
import { type LambdaWorld, scheduledEvent } from '../lambda/lambda-world.ts';
import { type GatedCall, startCallGate } from './call-gate.ts';

const bundle = join(import.meta.dirname, '../../dist/lambda/run.mjs');

export interface KilledRun {
  readonly end: InvocationEnd;
  /** All calls that left the process. */
  readonly calls: readonly GatedCall[];
  /** What it logged before it was killed. */
  readonly text: string;
}

/**
 * Runs the bundle in a child process, every call of it through a gate, and kills it with SIGKILL once the call that is
 * asked for has taken effect, before it can hear the answer.
 */
export async function killBundleAfter(
  world: LambdaWorld,
  nowMs: number,
  isLast: (call: GatedCall) => boolean,
  start?: StartProgram,
): Promise<KilledRun> {
  const kill = new AbortController();
  const gate = await startCallGate({
    tablesEndpoint: world.awsEndpoint,
    outsideEndpoint: world.outside.endpoint,
    fateOf: (call) => (isLast(call) ? 'die-after' : 'pass'),
  });
  void gate.died.then(() => kill.abort());
  const lines: string[] = [];
  const { end } = await runInvocation({
    bundle,
    environment: environment(world, gate),
    requestId: randomUUID(),
    functionArn: 'arn:aws:lambda:ap-northeast-2:000000000000:function:test',
    traceId: 'Root=1-00000000-000000000000000000000000',
    payload: Buffer.from(JSON.stringify(scheduledEvent)),
    timeoutMs: 300_000,
    memoryMb: 1_024,
    offsetMs: nowMs - Date.now(),
    nowMs: () => nowMs,
    onLine: (line) => lines.push(line),
    signal: kill.signal,
    ...(start ? { start } : {}),
  });
  await gate.stop();
  return { end, calls: gate.calls, text: lines.join('\n') };
}

function environment(
  world: LambdaWorld,
  gate: { tablesEndpoint: string; outsideEndpoint: string },
): Record<string, string> {
  const neighbours = Object.entries(world.outside.environment).map(([name, value]) => [
    name,
    value.replace(world.outside.endpoint, gate.outsideEndpoint),
  ]);
  return {
    ...Object.fromEntries(neighbours),
    AWS_ENDPOINT_URL: gate.tablesEndpoint,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_LAMBDA_FUNCTION_NAME: 'test',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/test',
    TZ: ':UTC',
  };
}
