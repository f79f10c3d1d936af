import * as z from 'zod';
import { awsError, type Operation, RawAnswer, type ServiceCall } from '../http/service.ts';
import type { AsyncQueue } from './async-queue.ts';
import type { FunctionStore, Qualified } from './function-store.ts';
import type { Invoker } from './invoker.ts';

export interface InvokeOptions {
  readonly functions: FunctionStore;
  readonly invoker: Invoker;
  readonly queue: AsyncQueue;
}

const asked = z.object({ FunctionName: z.string(), Qualifier: z.string().optional() });
const invocationTypes = z.enum(['RequestResponse', 'Event', 'DryRun']).default('RequestResponse');

/* Docs: lambda/latest/dg/gettingstarted-limits.html */
const longestSyncPayload = 6 * 1024 * 1024;
const longestAsyncPayload = 1024 * 1024;

/** lambda:Invoke in its three types. The request id of the call is the id of the run, as on AWS. */
export function invokeOperation(options: InvokeOptions): Operation {
  return async (input, call) => {
    const { FunctionName, Qualifier } = asked.parse(input);
    const found = options.functions.find(FunctionName, Qualifier);
    const type = invocationTypes.parse(call.headers['x-amz-invocation-type']);
    const payload = readPayload(call, type === 'Event' ? longestAsyncPayload : longestSyncPayload);
    if (type === 'DryRun') return new RawAnswer(204, '');
    if (type === 'RequestResponse') return await invokeNow(options.invoker, found, { call, payload });
    options.queue.accept(
      found.record.arn + (found.qualifier && `:${found.qualifier}`),
      payload,
      call.requestId,
    );
    return new RawAnswer(202, '');
  };
}

async function invokeNow(
  invoker: Invoker,
  found: Qualified,
  { call, payload }: { call: ServiceCall; payload: Buffer },
): Promise<RawAnswer> {
  const answer = await invoker.invoke(found, payload, call.requestId);
  const tail = { 'x-amz-log-result': Buffer.from(answer.tail).toString('base64') };
  return new RawAnswer(200, answer.payload, {
    'content-type': 'application/json',
    'x-amz-executed-version': answer.version,
    ...(answer.functionError && { 'x-amz-function-error': answer.functionError }),
    ...(call.headers['x-amz-log-type'] === 'Tail' && tail),
  });
}

function readPayload({ rawBody }: ServiceCall, longest: number): Buffer {
  if (rawBody.length === 0) return Buffer.from('{}');
  if (rawBody.length > longest) {
    const message = `Request must be smaller than ${longest} bytes for the InvokeFunction operation`;
    throw awsError('RequestTooLargeException', message, 413);
  }
  try {
    JSON.parse(rawBody.toString('utf8'));
    return rawBody;
  } catch {
    throw awsError('InvalidRequestContentException', 'Could not parse request body into json', 400);
  }
}
