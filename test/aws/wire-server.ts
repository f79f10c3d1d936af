/* A real HTTP server that answers as a script says: services' own answers, and those that no service gives. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** As `AWSEvents.EnableRule`, for the JSON protocols. */
  readonly target: string | null;
  readonly userAgent: string;
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: SeenRequest) => void;

export interface WireServer {
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
  stop(): Promise<void>;
}

/** `answers` are given in order, the last one for ever. */
export async function startWireServer(...answers: readonly [Answer, ...Answer[]]): Promise<WireServer> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const seen = await readRequest(incoming);
    const answer = answers[Math.min(requests.length, answers.length - 1)] ?? answers[0];
    requests.push(seen);
    answer(response, seen);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    target: String(incoming.headers['x-amz-target'] ?? '') || null,
    userAgent: incoming.headers['user-agent'] ?? '',
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

const invented = { requestId: 'invented-request-id', date: 'Sat, 21 Nov 2026 01:02:03 GMT' } as const;

/** What a service of the JSON protocols answers. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': invented.requestId,
      date: invented.date,
      ...headers,
    });
    response.end(body === undefined ? '' : JSON.stringify(body));
  };
}

/** What a service of the JSON protocols answers when it refuses. */
export function serviceError(status: number, name: string, message = 'said the service'): Answer {
  return json(status, { __type: name, message }, { 'x-amzn-errortype': name });
}

/** What a load balancer or captive portal answers. */
export function html(status: number): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<html><body><h1>Service Unavailable</h1></body></html>');
  };
}

/** The answer begins and the connection dies in the middle of it. */
export const tornBody: Answer = (response) => {
  response.writeHead(200, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': invented.requestId,
    'content-length': '500',
  });
  response.write('{"Name":"half', () => response.destroy());
};

/** The connection dies without an answer. */
export const reset: Answer = (response) => response.destroy();

/** Nobody ever answers. */
export const silence: Answer = () => {};

export const inventedRequestId = invented.requestId;
export const inventedDate = invented.date;
