/** The one document that `--json` prints. Its shape is a promise to scripts: fields are added, never changed or removed. */
import * as z from 'zod';
import type { AnswerContext } from './answer-context.ts';
import type { CommandResult } from './command-result.ts';
import { safeJson } from './safe-json.ts';

const verdict = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pass') }),
  z.object({ state: z.literal('fail'), reason: z.string() }),
  z.object({ state: z.literal('inconclusive'), reason: z.string() }),
]);

const step = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['done', 'skipped', 'failed', 'in-doubt']),
  detail: z.string(),
  durationMs: z.number(),
  requestId: z.string().nullable(),
});

const check = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.enum(['block', 'warn', 'info']),
  expected: z.string(),
  observed: z.string(),
  verdict,
  source: z.string(),
  remedy: z.string().nullable(),
});

const span = z.object({
  id: z.string(),
  title: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  durationMs: z.number(),
  timebase: z.enum(['real', 'wall', 'virtual']),
  basis: z.enum(['observed', 'claimed']),
  limitMs: z.number().nullable(),
});

export const jsonDocumentSchema = z.object({
  schemaVersion: z.literal(1),
  command: z.string(),
  run: z.string(),
  runNo: z.number().int().nullable(),
  /** Null for a command that calls nobody. */
  target: z
    .object({
      kind: z.enum(['aws', 'sandbox', 'other']),
      account: z.string(),
      region: z.string(),
    })
    .nullable(),
  verdict,
  headline: z.string(),
  exitCode: z.number().int(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  steps: z.array(step),
  checks: z.array(check),
  spans: z.array(span),
  next: z.array(z.string()),
  evidence: z
    .object({
      file: z.string(),
      section: z.string().nullable(),
      state: z.enum(['signed', 'unsigned', 'spilled']),
      reason: z.string().nullable(),
    })
    .nullable(),
  /** By command. */
  data: z.record(z.string(), z.unknown()),
});

export type JsonDocument = z.infer<typeof jsonDocumentSchema>;

/** Throws where a command returned something that the schema does not allow: a defect of ours. */
export function toJsonDocument(result: CommandResult, context: AnswerContext): JsonDocument {
  return jsonDocumentSchema.parse({
    schemaVersion: 1,
    command: context.command,
    run: context.run,
    runNo: context.runNo,
    target: context.target,
    verdict: result.verdict,
    headline: result.headline,
    exitCode: result.exitCode,
    startedAt: context.startedAt,
    endedAt: context.endedAt,
    steps: result.steps,
    checks: result.checks,
    spans: result.spans,
    next: result.next,
    evidence: context.evidence,
    data: result.data,
  });
}

/** The document as it is printed: indented, or in one line if it follows log lines; with a newline at the end. */
export function renderJsonDocument(document: JsonDocument, isOneLine = false): string {
  return `${safeJson(document, isOneLine ? 0 : 2)}\n`;
}
