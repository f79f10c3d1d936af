import type { InvocationEnd, InvocationResult } from './execution-environment.ts';

/** The platform's own log lines (docs: lambda/latest/dg/monitoring-cloudwatchlogs-view.html). */
export function startLine(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}\n`;
}

export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}\n`;
}

export function reportLine(requestId: string, result: InvocationResult, memoryMb: number): string {
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${result.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(result.durationMs + (result.initMs ?? 0))} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${Math.min(result.maxMemoryMb, memoryMb)} MB`,
    // Only the first invocation of an environment has it.
    ...(result.initMs === null ? [] : [`Init Duration: ${result.initMs.toFixed(2)} ms`]),
    ...statusFields(result.end),
  ];
  return `${fields.join('\t')}\t\n`;
}

function statusFields(end: InvocationEnd): string[] {
  if (end.kind === 'response' || end.kind === 'error') return [];
  if (end.kind === 'timeout' || end.kind === 'init-timeout') return ['Status: timeout'];
  const type = end.kind === 'out-of-memory' ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
  return ['Status: error', `Error Type: ${type}`];
}

/** What the platform says of an ending that the program did not report itself; null where it did. */
export function failurePayload(
  end: InvocationEnd,
  run: { requestId: string; timeoutSeconds: number; at: string },
): string | null {
  if (end.kind === 'response' || end.kind === 'error') return null;
  if (end.kind === 'timeout') {
    const errorMessage = `${run.at} ${run.requestId} Task timed out after ${run.timeoutSeconds.toFixed(2)} seconds`;
    return JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage });
  }
  if (end.kind === 'init-timeout') {
    const errorMessage = `RequestId: ${run.requestId} Error: Task timed out after 10.00 seconds`;
    return JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage });
  }
  const errorMessage = `RequestId: ${run.requestId} Error: Runtime exited with error: ${howItEnded(end)}`;
  return JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage });
}

function howItEnded(end: InvocationEnd): string {
  if (end.kind !== 'exit') return 'signal: killed';
  return end.signal === null ? `exit status ${end.code ?? 'unknown'}` : `signal: ${end.signal}`;
}
