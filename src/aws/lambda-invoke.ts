/* Calls a function synchronously. A refusal for concurrency is an answer: rollback waits for exactly that one. */
import { InvokeCommand, type LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { OperatorError } from '../errors/operator-error.ts';
import { answerOf } from './answer-of.ts';
import { notTheServicesAnswer } from './explain-aws-error.ts';
import type { InvokeAnswer, InvokeThrottled } from './services.ts';

/** lambda:Invoke, RequestResponse. Throws WRITE_IN_DOUBT where no answer of Lambda's own came. */
export async function invokeFunction(
  client: LambdaClient,
  name: string,
  payload: unknown,
): Promise<InvokeAnswer | InvokeThrottled> {
  try {
    return await invoke(client, name, payload);
  } catch (error) {
    const throttled = throttledAnswer(error);
    if (throttled) return throttled;
    throw error;
  }
}

const invokeAnswer = z.object({
  StatusCode: z.number(),
  FunctionError: z.string().nullish(),
  ExecutedVersion: z.string().nullish(),
  Payload: z.instanceof(Uint8Array).nullish(),
});

async function invoke(client: LambdaClient, name: string, payload: unknown): Promise<InvokeAnswer> {
  const call = { action: 'lambda:Invoke', subject: `function ${name}` };
  const { value, requestId } = await answerOf(call, invokeAnswer, () =>
    client.send(
      new InvokeCommand({
        FunctionName: name,
        InvocationType: 'RequestResponse',
        Payload: JSON.stringify(payload),
      }),
    ),
  );
  const body = parsePayload(value.Payload ?? new Uint8Array());
  if (!body.ok) throw notTheServicesAnswer(call, 'the payload is cut off or not JSON');
  return {
    status: value.StatusCode,
    functionError: value.FunctionError ?? null,
    payload: body.value,
    requestId,
    executedVersion: value.ExecutedVersion ?? null,
  };
}

function parsePayload(bytes: Uint8Array): { ok: true; value: unknown } | { ok: false } {
  const text = new TextDecoder().decode(bytes);
  if (text === '') return { ok: true, value: null };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function throttledAnswer(error: unknown): InvokeThrottled | null {
  if (!(error instanceof OperatorError) || !(error.cause instanceof TooManyRequestsException)) return null;
  return { status: 429, reason: error.cause.Reason ?? 'unnamed', requestId: error.requestId ?? '' };
}
