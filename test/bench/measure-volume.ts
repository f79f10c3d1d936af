import { randomUUID } from 'node:crypto';
import type { InvocationResult } from '../../src/sandbox/lambda/execution-environment.ts';
import { runInvocation } from '../../src/sandbox/lambda/run-invocation.ts';
import type { CallCounts } from './count-calls.ts';
import type { VolumeSize } from './plan-volume.ts';
import { startVolumeWorld, type VolumeWorld } from './volume-world.ts';

export interface VolumeRun {
  readonly name: string;
  readonly bookings: number;
  readonly messages: number;
  /** From the session's probe to the last store. */
  readonly readMs: number;
  /** From the last store to the first claim: records and rules. */
  readonly decideMs: number;
  /** From the first claim to the last accepted message. */
  readonly sendMs: number;
  /** The whole invocation without its init. */
  readonly totalMs: number;
  readonly peakMb: number;
  readonly logBytes: number;
  readonly calls: CallCounts;
}

/** Longer than any Lambda may run: what is measured is the work, and where 300 s are over follows from it. */
const timeoutMs = 3_600_000;
const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

/**
 * One scheduled run at this size, in a world of its own. `tableMs`: what DynamoDB takes for an answer, by default the dial of
 * this benchmark. Throws where it did not send every due message.
 */
export async function measureVolume(
  size: VolumeSize,
  politenessMs: number,
  tableMs?: number,
): Promise<VolumeRun> {
  const world = await startVolumeWorld(size, tableMs);
  try {
    const lines: string[] = [];
    const result = await invoke(world, politenessMs, (line) => lines.push(line));
    const log = lines.map(readLine).filter((line) => line !== null);
    const summary = log.find(({ event }) => event === 'run_summary');
    if (result.end.kind !== 'response' || summary?.accepted !== world.sent() || summary.postponed !== 0) {
      throw new Error(`the run did not do its work: ${JSON.stringify(summary ?? textOf(result))}`);
    }
    return {
      name: `${size.stores} stores x ${size.bookingsPerStore} (${world.sent()} messages)`,
      bookings: size.stores * size.bookingsPerStore,
      messages: world.sent(),
      ...spansOf(log),
      totalMs: result.durationMs,
      peakMb: result.maxMemoryMb,
      logBytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0),
      calls: world.calls,
    };
  } finally {
    await world.stop();
  }
}

function textOf({ end }: InvocationResult): string {
  return 'body' in end ? end.body.toString('utf8').slice(0, 500) : end.kind;
}

function invoke(
  world: VolumeWorld,
  politenessMs: number,
  onLine: (line: string) => void,
): Promise<InvocationResult> {
  return runInvocation({
    bundle: world.bundle,
    environment: {
      ...world.environment,
      BOOKING_REQUEST_INTERVAL_MS: String(politenessMs),
      SENS_SEND_INTERVAL_MS: '100',
    },
    requestId: randomUUID(),
    functionArn: 'arn:aws:lambda:ap-northeast-2:000000000000:function:bench',
    traceId: 'Root=1-00000000-000000000000000000000000',
    payload: Buffer.from(JSON.stringify(event)),
    timeoutMs,
    memoryMb: 10_240,
    offsetMs: world.offsetMs,
    nowMs: world.nowMs,
    onLine,
    signal: new AbortController().signal,
  });
}

interface LogLine {
  readonly event: string;
  readonly atMs: number;
  readonly accepted?: unknown;
  readonly postponed?: unknown;
}

function readLine(text: string): LogLine | null {
  if (!text.startsWith('{')) return null;
  // Lines of the bundle are JSON of our own.
  const line = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (typeof line.event !== 'string') return null;
  return { ...line, event: line.event, atMs: Date.parse(String(line.timestamp)) };
}

function spansOf(log: readonly LogLine[]): Pick<VolumeRun, 'readMs' | 'decideMs' | 'sendMs'> {
  const first = (name: string) =>
    timeOf(
      log.find(({ event }) => event === name),
      name,
    );
  const last = (name: string) =>
    timeOf(
      log.findLast(({ event }) => event === name),
      name,
    );
  return {
    readMs: last('store_fetched') - first('session_probed'),
    decideMs: first('send_claimed') - last('store_fetched'),
    sendMs: last('send_accepted') - first('send_claimed'),
  };
}

function timeOf(line: LogLine | undefined, name: string): number {
  if (!line) throw new Error(`the run logged no ${name}`);
  return line.atMs;
}
