import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultBook } from '../faults/fault-book.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { type Delivery, deliver } from './world-delivery.ts';
import { answerUnderFault } from './world-fault.ts';
import type { Neighbour, WorldRequest } from './world-request.ts';

export interface WorldServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface WorldServerOptions {
  readonly neighbours: readonly Neighbour[];
  readonly faults: FaultBook;
  readonly port?: number;
}

/** Serves every neighbour on one loopback port, each under its own path prefix. */
export async function startWorldServer(
  context: SandboxContext,
  options: WorldServerOptions,
): Promise<WorldServer> {
  const server = createServer((incoming, outgoing) => {
    answer(context, options, incoming, outgoing).catch((cause: unknown) => {
      // A client that was killed in the middle of its request is its own affair.
      if (incoming.complete) context.reportProblem('outside world', cause);
      outgoing.destroy();
    });
  });
  await listen(server, options.port ?? 0);
  return { endpoint: `http://127.0.0.1:${portOf(server)}`, stop: () => close(server) };
}

async function answer(
  context: SandboxContext,
  options: WorldServerOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = goneSignal(outgoing);
  const body = await readBody(incoming);
  const target = incoming.url ?? '/';
  const neighbour = options.neighbours.find(({ name }) => target.startsWith(`/${name}/`));
  const delivery = neighbour
    ? await context.flights.during(`${neighbour.name} ${target}`, () =>
        answerUnderFault(context, options.faults, {
          neighbour,
          request: readRequest(context, incoming, { body, fullTarget: target, prefix: `/${neighbour.name}` }),
          gone,
        }),
      )
    : notFound;
  deliver(context, outgoing, delivery);
}

const notFound: Delivery = { kind: 'whole', answer: { status: 404, body: { message: 'no such neighbour' } } };

function readRequest(
  context: SandboxContext,
  incoming: IncomingMessage,
  sent: { readonly body: string; readonly fullTarget: string; readonly prefix: string },
): WorldRequest {
  const target = sent.fullTarget.slice(sent.prefix.length);
  const url = new URL(target, 'http://world.invalid');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: incoming.method ?? 'GET',
    target,
    fullTarget: sent.fullTarget,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: sent.body,
    nowMs: context.nowMs(),
    isStale: false,
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function goneSignal(outgoing: ServerResponse): AbortSignal {
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  return gone.signal;
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function portOf(server: Server): number {
  // A TCP server that listens has an AddressInfo, never a path or null.
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
