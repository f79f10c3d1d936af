import type { InvocationResult } from '../../src/sandbox/lambda/execution-environment.ts';
import type { Invoked } from './lambda-world.ts';

/** What a test looks at of an invocation that wrote these lines. */
export function readInvocation(
  { end, initMs, maxMemoryMb }: InvocationResult,
  lines: readonly string[],
): Invoked {
  const parsed = lines.map(readObject).filter((line) => line !== null);
  return {
    end,
    initMs,
    maxMemoryMb,
    answer: ('body' in end ? readObject(end.body.toString('utf8')) : null) ?? {},
    events: parsed.filter((line) => 'event' in line),
    metrics: parsed.filter((line) => '_aws' in line),
    text: lines.join('\n'),
  };
}

function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    // An object of JSON has string keys.
    return value !== null && typeof value === 'object' ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
