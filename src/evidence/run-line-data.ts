import * as z from 'zod';
import type { CallRecord } from '../domain/call-record.ts';
import type { JsonValue } from '../domain/json-value.ts';

/*
 * The data of lines as the rest of the program writes it, read back for rendering. What does not fit is shown as plain
 * JSON instead: a section shows everything.
 */

const call = z.object({
  service: z.string(),
  operation: z.string(),
  effect: z.enum(['read', 'write']),
  input: z.unknown(),
  output: z.unknown(),
  error: z.object({ name: z.string(), message: z.string() }).nullable(),
  httpStatus: z.number().nullable(),
  requestId: z.string().nullable(),
  attempt: z.number(),
  startedAt: z.string(),
  startedMonoMs: z.number(),
  durationMs: z.number(),
  serverDate: z.string().nullable(),
  host: z.string(),
});

const observation = z.object({ call });
const intent = z.object({ title: z.string(), attempt: z.number().optional() });
/** An attempt that ended in doubt is an observation of the same shape: its intent stays open. */
const outcome = z.object({
  intent: z.number(),
  state: z.string(),
  detail: z.string().optional(),
  calls: z.array(call),
});
const recovery = z.object({ sentence: z.string() });
const spill = z.object({
  kind: z.string(),
  line: z.object({ run: z.string(), step: z.string(), data: z.json() }),
});
const note = z.object({ claimed: z.string(), by: z.string().nullable() });
const remark = z.object({ state: z.string(), detail: z.string() });

export const readObservation = (data: JsonValue): CallRecord | null =>
  observation.safeParse(data).data?.call ?? null;
export const readIntent = (data: JsonValue) => intent.safeParse(data).data ?? null;
export const readOutcome = (data: JsonValue) => outcome.safeParse(data).data ?? null;
export const readRecovery = (data: JsonValue) => recovery.safeParse(data).data ?? null;
export const readSpilled = (data: JsonValue) => spill.safeParse(data).data ?? null;
export const readNote = (data: JsonValue) => note.safeParse(data).data ?? null;
/** What a command concluded on the way, in a word and a sentence. */
export const readRemark = (data: JsonValue) => remark.safeParse(data).data ?? null;
