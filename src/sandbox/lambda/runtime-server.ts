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
  /** The program has reported that its init failed. */
  readonly initFailed: Promise<RuntimeReport>;
  /** Resolves while a `next` of the program is open: it is ready, or done with its last event and its own output. */
  asksForEvent(): Promise<void>;
  /** Answers the open `next`; the promise is the program's answer to the event. */
  handOut(event: RuntimeEvent): Promise<RuntimeReport>;
  close(): void;
}

const base = '/2018-06-01/runtime';

/** The Runtime API for one child, one event at a time (docs: lambda/latest/dg/runtimes-api.html). */
export async function openRuntimeServer(): Promise<RuntimeServer> {
  const initFailed = Promise.withResolvers<RuntimeReport>();
  let asking = Promise.withResolvers<ServerResponse>();
  let current: PendingAnswer | null = null;
  const server = createServer((request, response) => {
    const where = `${request.method} ${request.url}`;
    if (where === `GET ${base}/invocation/next`) return asking.resolve(response);
    const kind = reportKind(where, current?.requestId ?? null);
    if (!kind) return refuse(response);
    const answer = kind === 'init-error' ? initFailed : current?.answer;
    take(request, response).then(
      (body) => answer?.resolve({ kind, body }),
      (cause: unknown) => {
        // A child that ends in the middle of its report: its exit is the end of the invocation.
        if (cause instanceof RangeError) answer?.reject(cause);
      },
    );
  });
  await listen(server);
  return {
    address: addressOf(server),
    initFailed: initFailed.promise,
    asksForEvent: async () => {
      await asking.promise;
    },
    handOut: async (event) => {
      const response = await asking.promise;
      asking = Promise.withResolvers();
      const answer = Promise.withResolvers<RuntimeReport>();
      current = { requestId: event.requestId, answer };
      response.writeHead(200, eventHeaders(event)).end(event.payload);
      return await answer.promise;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface PendingAnswer {
  readonly requestId: string;
  readonly answer: PromiseWithResolvers<RuntimeReport>;
}

function reportKind(where: string, requestId: string | null): RuntimeReport['kind'] | null {
  if (where === `POST ${base}/init/error`) return 'init-error';
  if (requestId === null) return null;
  if (where === `POST ${base}/invocation/${requestId}/response`) return 'response';
  return where === `POST ${base}/invocation/${requestId}/error` ? 'error' : null;
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
