import type { LogLine } from '../../src/domain/tick.ts';

/** Every run, booking and receipt below is invented. */
export const invented = { origin: 'invented', runId: '11111111-2222-4333-8444-555555555555' } as const;

export const startMs = Date.parse('2026-01-05T00:00:00Z');

export interface RunShape {
  readonly runId?: string;
  readonly trigger?: string;
  readonly messages?: readonly string[];
  readonly summary?: Readonly<Record<string, unknown>> | null;
  readonly report?: string | null;
  readonly tookMs?: number;
  readonly extra?: readonly Readonly<Record<string, unknown>>[];
}

/** The log of one run as Lambda and our function write it. */
export function runLog(shape: RunShape = {}): readonly LogLine[] {
  const runId = shape.runId ?? invented.runId;
  const { trigger = 'schedule', messages = [], tookMs = 2_000 } = shape;
  const event = (name: string, fields: object) =>
    JSON.stringify({ level: 'INFO', event: name, run_id: runId, ...fields });
  const named = (booking: string) => ({
    booking_num: booking,
    kind: 'confirm',
    phone_masked: '010-****-0001',
  });
  const summary =
    shape.summary === null
      ? []
      : [event('run_summary', { ...summaryFields(messages.length, trigger), ...shape.summary })];
  const report = shape.report === null ? [] : [reportLine(runId, tookMs, shape.report ?? '')];
  const texts = [
    `START RequestId: ${runId} Version: $LATEST`,
    event('run_started', { trigger }),
    ...messages.map((booking) => event('message_due', named(booking))),
    ...messages.map((booking) =>
      event('send_accepted', { ...named(booking), sens_request_id: `sens-${booking}` }),
    ),
    ...(shape.extra ?? []).map((fields) => JSON.stringify({ run_id: runId, ...fields })),
    ...summary,
    `END RequestId: ${runId}`,
    ...report,
  ];
  return texts.map((message, index) => ({
    id: `${runId}-${index}`,
    stream: '2026/01/05/[$LATEST]invented',
    timestampMs: index === 0 ? startMs : startMs + tookMs,
    message,
  }));
}

function reportLine(runId: string, tookMs: number, more: string): string {
  return `REPORT RequestId: ${runId}\tDuration: ${tookMs}.00 ms\tBilled Duration: ${tookMs} ms\tMemory Size: 1024 MB\tMax Memory Used: 137 MB\t${more}`;
}

function summaryFields(due: number, trigger: string) {
  return {
    build_id: 'b'.repeat(64),
    mode: 'live',
    outcome: 'succeeded',
    trigger,
    stores_total: 8,
    stores_failed: 0,
    messages_due: due,
    accepted: due,
    refused_by_sens: 0,
    refused_by_us: 0,
    in_doubt: 0,
    released: 0,
    missed: 0,
    adopted: 0,
    postponed: 0,
    skipped: 0,
    duration_ms: 1_900,
    notifications: [
      { channel: 'telegram', state: 'delivered', message_id: '7' },
      { channel: 'slack', state: 'delivered', message_id: '1767571202.000001' },
    ],
  };
}
