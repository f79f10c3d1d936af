/* SDK middleware that writes down every attempt of every AWS call: no command writes a transcript by hand. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DeserializeMiddleware, FinalizeRequestMiddleware, MetadataBearer } from '@smithy/types';
import type { CallRecord, CallSink } from '../domain/call-record.ts';
import type { ObservedEndpoint } from '../domain/target.ts';
import { type Attempt, buildCallRecord } from './build-call-record.ts';
import type { CallPlugin } from './client-settings.ts';
import { observeResponse, type SeenResponse, type SeenSandbox } from './observe-response.ts';

export interface CallRecorderOptions {
  readonly now: () => Date;
  /** Milliseconds since the run began, real time. */
  readonly monoMs: () => number;
  /** Where records go that belong to no intent. */
  readonly sink: CallSink;
  /** Called for each answer that says it comes from the sandbox. */
  readonly onSandbox: (seen: SeenSandbox) => void;
  /** The process environment, where endpoint and TLS overrides are looked for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface CallRecorder {
  /** The middleware that every client carries. */
  readonly plugin: CallPlugin;
  /** Makes calls that carry `led/<mark>` and whose attempts come back instead of going to the sink. */
  readonly underIntent: UnderIntent;
  /** Makes calls and also hands back their records: how a reader learns request ids and the server's date. */
  readonly traced: Traced;
  /** The endpoint that last answered an STS call; null before. */
  readonly identityEndpoint: () => ObservedEndpoint | null;
  /** The endpoint that last answered any call; null before. */
  readonly lastEndpoint: () => ObservedEndpoint | null;
}

type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

type UnderIntent = <T>(
  mark: string,
  act: () => Promise<T>,
) => Promise<{ readonly result: Settled<T>; readonly records: readonly CallRecord[] }>;

type Traced = <T>(
  act: () => Promise<T>,
) => Promise<{ readonly value: T; readonly records: readonly CallRecord[] }>;

interface Intent {
  readonly mark: string;
  readonly records: CallRecord[];
}

/** One recorder serves all clients of a process. */
export function createCallRecorder(options: CallRecorderOptions): CallRecorder {
  const intents = new AsyncLocalStorage<Intent>();
  const traces = new AsyncLocalStorage<CallRecord[]>();
  const answers = new WeakMap<object, SeenResponse>();
  let identityEndpoint: ObservedEndpoint | null = null;
  let lastEndpoint: ObservedEndpoint | null = null;

  const record = recordAttempt(options, answers, (made) => {
    traces.getStore()?.push(made);
    const intent = intents.getStore();
    if (intent) intent.records.push(made);
    else options.sink(made);
  });
  const observe = observeAnswer(options, answers, (endpoint, clientName) => {
    lastEndpoint = endpoint;
    if (clientName === 'STSClient') identityEndpoint = endpoint;
  });

  return {
    plugin: {
      applyToStack: (stack) => {
        stack.add(markRequest(intents), { name: 'ledgerMark', step: 'finalizeRequest', priority: 'high' });
        // Outside the parser, so that it sees the parsed answer; inside the SDK's retries, so once per attempt.
        stack.add(record, { name: 'recordAttempt', step: 'deserialize', priority: 'high' });
        // Inside the parser, where the raw answer still has its socket.
        stack.add(observe, { name: 'observeAnswer', step: 'deserialize', priority: 'low' });
      },
    },
    underIntent: async (mark, act) => {
      const intent: Intent = { mark, records: [] };
      const result = await intents.run(intent, () => settle(act));
      return { result, records: intent.records };
    },
    traced: async (act) => {
      const outer = traces.getStore();
      const records: CallRecord[] = [];
      const value = await traces.run(records, act);
      outer?.push(...records);
      return { value, records };
    },
    identityEndpoint: () => identityEndpoint,
    lastEndpoint: () => lastEndpoint,
  };
}

/**
 * The user agent is what CloudTrail keeps of a call that the caller may choose. The signer leaves it out of the
 * signature, and the short form is where browsers put it.
 */
function markRequest(intents: AsyncLocalStorage<Intent>): FinalizeRequestMiddleware<object, MetadataBearer> {
  return (next) => async (args) => {
    const intent = intents.getStore();
    const headers = headersOf(args.request);
    if (intent && headers) {
      for (const name of ['user-agent', 'x-amz-user-agent']) {
        if (headers[name] !== undefined) headers[name] += ` led/${intent.mark}`;
      }
    }
    return next(args);
  };
}

function recordAttempt(
  options: CallRecorderOptions,
  answers: WeakMap<object, SeenResponse>,
  deliver: CallSink,
): DeserializeMiddleware<object, MetadataBearer> {
  return (next, context) => async (args) => {
    const startedAt = options.now();
    const startedMonoMs = options.monoMs();
    const settled = await settle(() => next(args));
    const attempt: Attempt = {
      clientName: String(context.clientName ?? ''),
      commandName: String(context.commandName ?? ''),
      input: args.input,
      request: args.request,
      settled: settled.ok ? { ok: true, output: settled.value.output } : settled,
      answer: isObject(args.request) ? (answers.get(args.request) ?? null) : null,
      startedAt,
      startedMonoMs,
      durationMs: options.monoMs() - startedMonoMs,
    };
    deliver(buildCallRecord(attempt));
    if (!settled.ok) throw settled.error;
    return settled.value;
  };
}

function observeAnswer(
  options: CallRecorderOptions,
  answers: WeakMap<object, SeenResponse>,
  onEndpoint: (endpoint: ObservedEndpoint, clientName: unknown) => void,
): DeserializeMiddleware<object, MetadataBearer> {
  return (next, context) => async (args) => {
    const output = await next(args);
    const seen = observeResponse(args.request, output.response, options.environment);
    if (seen && isObject(args.request)) {
      answers.set(args.request, seen);
      if (seen.sandbox) options.onSandbox(seen.sandbox);
      onEndpoint(seen.endpoint, context.clientName);
    }
    return output;
  };
}

async function settle<T>(act: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    return { ok: false, error };
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function headersOf(request: unknown): Record<string, string> | null {
  if (!isObject(request) || !('headers' in request) || !isObject(request.headers)) return null;
  // The SDK's own HttpRequest: its headers are a plain record that it lets middleware change.
  return request.headers as Record<string, string>;
}
