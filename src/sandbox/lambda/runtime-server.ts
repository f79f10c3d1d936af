import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../http/read-body.ts';

/** The event that a child process asks for. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly functionArn: string;
  /** Virtual epoch milliseconds: what the child's own (shifted) clock is compared with. */
  readonly deadlineMs: number;
  readonly traceId: string;
  readonly payload: Buffer;
}

export type RuntimeReport =
  | { readonly kind: 'response'; readonly body: Buffer }
  | { readonly kind: 'error'; readonly body: Buffer }
  | { readonly kind: 'init-error'; readonly body: Buffer };

export interface RuntimeServer {
  /** host:port, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** The first `next`: the program has started and is ready. */
  readonly ready: Promise<void>;
  /** The program's answer. */
  readonly reported: Promise<RuntimeReport>;
  /** The second `next`: the program is done with the event and with its own output. */
  readonly idle: Promise<void>;
  close(): void;
}

const base = '/2018-06-01/runtime';

/** The Runtime API for one child and one event (docs: lambda/latest/dg/runtimes-api.html). */
export async function openRuntimeServer(event: RuntimeEvent): Promise<RuntimeServer> {
  const ready = Promise.withResolvers<void>();
  const reported = Promise.withResolvers<RuntimeReport>();
  const idle = Promise.withResolvers<void>();
  let handedOut = 0;
  const giveNext = (response: ServerResponse): void => {
    handedOut += 1;
    if (handedOut > 1) {
      idle.resolve();
      return;
    }
    ready.resolve();
    response.writeHead(200, eventHeaders(event)).end(event.payload);
  };
  const server = createServer((request, response) => {
    const where = `${request.method} ${request.url}`;
    if (where === `GET ${base}/invocation/next`) return giveNext(response);
    const kind = reportKind(where, event.requestId);
    if (!kind) return refuse(response);
    take(request, response).then((body) => reported.resolve({ kind, body }), reported.reject);
  });
  await listen(server);
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return {
    address: addressOf(server),
    ready: ready.promise,
    reported: reported.promise,
    idle: idle.promise,
    close,
  };
}

function reportKind(where: string, requestId: string): RuntimeReport['kind'] | null {
  if (where === `POST ${base}/invocation/${requestId}/response`) return 'response';
  if (where === `POST ${base}/invocation/${requestId}/error`) return 'error';
  return where === `POST ${base}/init/error` ? 'init-error' : null;
}

function eventHeaders(event: RuntimeEvent): Record<string, string> {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': event.requestId,
    'lambda-runtime-deadline-ms': String(event.deadlineMs),
    'lambda-runtime-invoked-function-arn': event.functionArn,
    'lambda-runtime-trace-id': event.traceId,
  };
}

async function take(request: IncomingMessage, response: ServerResponse): Promise<Buffer> {
  const body = await readBody(request);
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  return body;
}

function refuse(response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end('{"errorType":"InvalidRequestID","errorMessage":"Invalid request ID"}');
}

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

function addressOf(server: Server): string {
  // A server that listens on TCP has an AddressInfo, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return `127.0.0.1:${port}`;
}
