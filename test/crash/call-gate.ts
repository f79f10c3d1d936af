import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One outgoing call of the process behind the gate. */
export interface GatedCall {
  /** From 1, over all targets. */
  readonly number: number;
  readonly target: 'tables' | 'outside';
  /** For tables the operation's name, otherwise method and path. */
  readonly operation: string;
}

/**
 * What becomes of a call. `die-*`: the process behind the gate is dead from then on, none of its later calls leaves;
 * `lose-*`: the connection breaks and the process lives.
 */
export type Fate = 'pass' | 'die-before' | 'die-after' | 'lose-request' | 'lose-answer';

export interface CallGate {
  readonly tablesEndpoint: string;
  readonly outsideEndpoint: string;
  readonly calls: readonly GatedCall[];
  /** Resolves when a fate was to die. */
  readonly died: Promise<void>;
  stop(): Promise<void>;
}

export interface CallGateOptions {
  readonly tablesEndpoint: string;
  readonly outsideEndpoint: string;
  /** Asked for each call in order of arrival; may wait. */
  readonly fateOf: (call: GatedCall) => Fate | Promise<Fate>;
}

const outsidePrefix = '/outside';

/** A proxy that every call of one process to tables and neighbours passes: each of them is an await boundary. */
export async function startCallGate(options: CallGateOptions): Promise<CallGate> {
  const calls: GatedCall[] = [];
  const death = Promise.withResolvers<void>();
  let isDead = false;
  const server = createServer((incoming, outgoing) => {
    if (isDead) {
      incoming.socket.destroy();
      return;
    }
    const call = describe(incoming, calls.length + 1);
    calls.push(call);
    pass(incoming, outgoing, call).catch(() => incoming.socket.destroy());
  });
  const die = (): void => {
    isDead = true;
    death.resolve();
  };
  const pass = async (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    call: GatedCall,
  ): Promise<void> => {
    const body = await buffer(incoming);
    const fate = await options.fateOf(call);
    if (isDead || fate === 'die-before') return die();
    if (fate === 'lose-request') return void incoming.socket.destroy();
    const answer = await forward(options, incoming, body);
    if (isDead || fate === 'die-after') return die();
    if (answer === null || fate === 'lose-answer') return void incoming.socket.destroy();
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  const { port } = server.address() as AddressInfo;
  return {
    tablesEndpoint: `http://127.0.0.1:${port}`,
    outsideEndpoint: `http://127.0.0.1:${port}${outsidePrefix}`,
    calls,
    died: death.promise,
    stop: async () => {
      isDead = true;
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function describe(incoming: IncomingMessage, number: number): GatedCall {
  const path = incoming.url ?? '/';
  if (path.startsWith(outsidePrefix)) {
    return { number, target: 'outside', operation: `${incoming.method} ${path.slice(outsidePrefix.length)}` };
  }
  const operation = String(incoming.headers['x-amz-target'] ?? `${incoming.method} ${path}`);
  return { number, target: 'tables', operation: operation.split('.').at(-1) ?? operation };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Null where the other side broke the connection. */
function forward(options: CallGateOptions, incoming: IncomingMessage, body: Buffer): Promise<Answer | null> {
  const path = incoming.url ?? '/';
  const url = path.startsWith(outsidePrefix)
    ? options.outsideEndpoint + path.slice(outsidePrefix.length)
    : options.tablesEndpoint + path;
  const { connection: _connection, host: _host, ...headers } = incoming.headers;
  return new Promise((resolve) => {
    const outgoing = request(url, { method: incoming.method, headers, agent: false }, (response) => {
      const { connection: _closed, 'transfer-encoding': _chunked, ...kept } = response.headers;
      buffer(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, headers: kept, body: answer }),
        () => resolve(null),
      );
    });
    outgoing.once('error', () => resolve(null));
    outgoing.end(body);
  });
}
