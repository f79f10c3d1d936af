import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Fault } from '../faults/fault.ts';
import type { FaultBook } from '../faults/fault-book.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { answerCall, type Outcome } from './answer-call.ts';
import type { CallEntry, CallLog } from './call-log.ts';
import type { FunctionConnections } from './function-connections.ts';
import { readSignature } from './protocol.ts';
import { plainHeaders, readBody } from './read-body.ts';
import { type Rendered, renderError } from './render.ts';
import { type Routed, route, type WireRequest } from './route.ts';
import { AwsError, type SandboxService, type ServiceCall, type ServiceName } from './service.ts';

export interface FrontOptions {
  readonly context: SandboxContext;
  /** Read at each request: services may join after the port is known. */
  readonly services: ReadonlyMap<string, SandboxService>;
  readonly faults: FaultBook;
  readonly calls: CallLog;
  readonly connections: FunctionConnections;
  /** Answers /_sandbox/*; those requests are not in flight, because a sleeper is one of them. */
  readonly control: (request: WireRequest, gone: AbortSignal) => Promise<Rendered>;
}

/** The one HTTP port behind which all AWS services of the sandbox are. */
export function createFront(options: FrontOptions): Server {
  return createServer((message, response) => {
    serve(options, message, response).catch((cause: unknown) => {
      options.context.reportProblem('front', cause);
      response.destroy();
    });
  });
}

async function serve(
  options: FrontOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const hangUp = new AbortController();
  response.once('close', () => hangUp.abort());
  const url = new URL(message.url ?? '/', 'http://sandbox.invalid');
  noteConnection(options, message, response);
  const isControl = url.pathname.startsWith('/_sandbox/');
  if (!isControl) response.once('close', options.context.flights.begin(`${message.method} ${url.pathname}`));
  const body = await bodyOrNull(message, hangUp.signal);
  if (body === null) return;
  const request = { method: message.method ?? 'GET', url, headers: plainHeaders(message), body };
  if (isControl) return send(options, response, await options.control(request, hangUp.signal));
  finish(options, response, await answer(options, request, hangUp.signal));
}

function noteConnection(
  { connections }: FrontOptions,
  message: IncomingMessage,
  response: ServerResponse,
): void {
  const token = message.headers['x-amz-security-token'];
  if (typeof token === 'string') response.once('close', connections.begin(token, message.socket));
}

/** Null where the client went away before its request was whole: its own affair, and nothing was asked. */
async function bodyOrNull(message: IncomingMessage, gone: AbortSignal): Promise<Buffer | null> {
  try {
    return await readBody(message);
  } catch (cause) {
    // A body over the limit ends here too: what is not read cannot be answered on the same connection.
    if (gone.aborted || message.destroyed) return null;
    throw cause;
  }
}

async function answer(options: FrontOptions, request: WireRequest, gone: AbortSignal): Promise<Outcome> {
  const requestId = options.context.newId();
  const routed = routeOrNull(request);
  if (!routed) return withRequestId(malformed(requestId), requestId);
  const operation = routed.service && options.services.get(routed.service)?.operations[routed.operation];
  if (!routed.service || !operation) {
    options.calls.countUnknown(routed.service ?? 'unknown', routed.operation);
    return withRequestId(renderError({ ...routed, requestId }, unknownOperation(routed)), requestId);
  }
  const fault = options.faults.take(routed.service, routed.operation);
  const known = {
    request,
    routed,
    requestId,
    service: routed.service,
    isStale: fault?.kind === 'stale-read',
  };
  const call = describeCall(options.context, known);
  const entry = options.calls.add(entryOf(call, fault));
  return closeEntry(
    entry,
    await answerCall({ call, routed, operation, fault, faults: options.faults, gone }),
  );
}

/** Writes down how the call ended, and gives its answer the request id. */
function closeEntry(entry: CallEntry, outcome: Outcome): Outcome {
  if (outcome === 'silence') return outcome;
  const rendered = 'torn' in outcome ? outcome.torn : outcome;
  entry.status = rendered.status;
  entry.errorCode = errorCodeOf(rendered);
  const answered = withRequestId(rendered, entry.requestId);
  return 'torn' in outcome ? { torn: answered } : answered;
}

function routeOrNull(request: WireRequest): Routed | null {
  try {
    return route(request);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

interface Known {
  readonly request: WireRequest;
  readonly routed: Routed;
  readonly service: ServiceName;
  readonly requestId: string;
  readonly isStale: boolean;
}

function describeCall(context: SandboxContext, { request, routed, ...known }: Known): ServiceCall {
  return {
    ...known,
    operation: routed.operation,
    input: routed.input,
    rawBody: request.body,
    headers: request.headers,
    nowMs: context.nowMs(),
    userAgent: request.headers['user-agent'] ?? request.headers['x-amz-user-agent'] ?? '',
    accessKeyId: readSignature(request.headers.authorization ?? '')?.accessKeyId ?? null,
    context,
  };
}

function entryOf(call: ServiceCall, fault: Fault | null): CallEntry {
  const { service, operation, requestId, userAgent, accessKeyId, input } = call;
  const asked = { service, operation, requestId, atMs: call.nowMs, userAgent, accessKeyId, input };
  return { ...asked, status: null, errorCode: null, fault: fault?.kind ?? null };
}

function unknownOperation(routed: Routed): AwsError {
  const message = `The operation ${routed.operation} is not known here.`;
  if (routed.protocol === 'query') return new AwsError('InvalidAction', message, 400);
  return new AwsError('UnknownOperationException', message, routed.protocol === 'rest-json' ? 404 : 400);
}

function malformed(requestId: string): Rendered {
  const error = new AwsError('SerializationException', 'The body is not a JSON object.', 400);
  return renderError({ service: null, operation: '', protocol: 'json-1.1', requestId }, error);
}

function withRequestId(rendered: Rendered, requestId: string): Rendered {
  return { ...rendered, headers: { 'x-amzn-requestid': requestId, ...rendered.headers } };
}

function errorCodeOf(rendered: Rendered): string | null {
  if (rendered.status < 400) return null;
  return rendered.headers['x-amzn-errortype'] ?? String(rendered.status);
}

function finish(options: FrontOptions, response: ServerResponse, outcome: Outcome): void {
  if (outcome === 'silence') return;
  if (!('torn' in outcome)) {
    send(options, response, outcome);
    return;
  }
  const bytes = Buffer.from(outcome.torn.body);
  writeHead(options, response, outcome.torn, bytes.length);
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

function send(options: FrontOptions, response: ServerResponse, rendered: Rendered): void {
  if (response.destroyed) return;
  const bytes = Buffer.from(rendered.body);
  writeHead(options, response, rendered, bytes.length);
  response.end(bytes);
}

function writeHead(
  options: FrontOptions,
  response: ServerResponse,
  rendered: Rendered,
  length: number,
): void {
  const { context } = options;
  response.writeHead(rendered.status, {
    ...rendered.headers,
    date: context.clock.now().toUTCString(),
    'content-length': String(length),
    'x-naver-sms-sandbox': '1',
    'x-naver-sms-time-offset-ms': String(context.clock.offsetMs),
  });
}
