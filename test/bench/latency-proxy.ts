import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One call that went through a proxy, as its world sees it. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface LatencyProxyOptions {
  /** Base URL of the world behind it. */
  readonly target: string;
  /** How long this call waits before it is passed on, milliseconds: the network and the vendor's own work. */
  readonly latencyMs: (call: SeenCall) => number;
  readonly onCall: (call: SeenCall) => void;
}

export interface LatencyProxy {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Stands before a world on loopback: counts its calls and makes each as slow as the real one. */
export async function startLatencyProxy(options: LatencyProxyOptions): Promise<LatencyProxy> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    pass(options, agent, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      agent.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function pass(
  options: LatencyProxyOptions,
  agent: Agent,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const call: SeenCall = {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: incoming.headers,
    body: await buffer(incoming),
  };
  options.onCall(call);
  await new Promise((resolve) => setTimeout(resolve, options.latencyMs(call)));
  const answer = await forward(options.target, agent, call);
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  outgoing.end(await buffer(answer));
}

function forward(
  target: string,
  agent: Agent,
  { method, path, headers, body }: SeenCall,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const passed = request(`${target}${path}`, { method, headers, agent }, resolve);
    passed.once('error', reject);
    passed.end(body);
  });
}
