/* One AWS call with its answer checked at the boundary: parsed by schema, with a request id, or an OperatorError. */
import * as z from 'zod';
import { OperatorError } from '../errors/operator-error.ts';
import { type CallSubject, explainAwsError, notTheServicesAnswer } from './explain-aws-error.ts';
import { itemMisfit } from './item-misfit.ts';

export interface Answer<T> {
  readonly value: T;
  readonly requestId: string;
}

interface SdkOutput {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/**
 * Makes the call and parses what came back. An answer without a request id, or of another shape, was not given by the
 * service, and counts as no answer. Throws ITEM_INVALID where the service gave an item of ours that does not fit.
 */
export async function answerOf<Schema extends z.ZodType>(
  call: CallSubject,
  schema: Schema,
  send: () => Promise<SdkOutput>,
): Promise<Answer<z.output<Schema>>> {
  const output = await sent(call, send);
  const requestId = output.$metadata.requestId;
  if (requestId === undefined) throw notTheServicesAnswer(call, 'the answer carries no request id');
  const parsed = schema.safeParse(output);
  if (parsed.success) return { value: parsed.data, requestId };
  const misfit = itemMisfit(call, output, parsed.error);
  if (misfit) throw misfit;
  throw notTheServicesAnswer(call, `the answer has an unknown form: ${parsed.error.message}`, parsed.error);
}

/** Makes a call whose answer holds nothing but its request id. */
export async function acknowledgementOf(call: CallSubject, send: () => Promise<SdkOutput>): Promise<string> {
  return (await answerOf(call, z.unknown(), send)).requestId;
}

/** Null where the service says that the thing is not there. */
export async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof OperatorError && error.code === 'AWS_NOT_FOUND') return null;
    throw error;
  }
}

async function sent(call: CallSubject, send: () => Promise<SdkOutput>): Promise<SdkOutput> {
  try {
    return await send();
  } catch (error) {
    throw explainAwsError(error, call);
  }
}
