import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One call that came through, in the order of arrival. */
export interface ProxiedCall {
  readonly method: string;
  /** With its query, as it was sent. */
  readonly path: string;
  /** Of a call to AWS the operation, such as `TransactWriteItems`; empty otherwise. */
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ProxiedAnswer {
  readonly status: number;
  /** A list stands for several headers of the name, as of `set-cookie`. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/** `break`: the connection is cut without an answer. `hang`: there is never an answer. */
export type ChangedAnswer = ProxiedAnswer | 'break' | 'hang';

export interface AnswerChange {
  readonly when: (call: ProxiedCall) => boolean;
  /** How many calls it changes; default all from its first on. */
  readonly times?: number;
  /** The first matching call that it changes, from 1; the ones before pass. Default 1. */
  readonly nth?: number;
  /** Makes the answer. `ask` passes the call on to the real server, which then has an effect, and gives its answer. */
  readonly answer: (
    call: ProxiedCall,
    ask: () => Promise<ProxiedAnswer>,
  ) => ChangedAnswer | Promise<ChangedAnswer>;
}

export interface AnswerProxy {
  /** What stands in for the base URL of the server behind it, without a path. */
  readonly endpoint: string;
  readonly calls: readonly ProxiedCall[];
  /** Holds from now on. Where two changes match a call, the one added later makes its answer. */
  change(change: AnswerChange): void;
  /** Forgets all changes: every call passes again. */
  clear(): void;
  /** Takes a connection that was accepted elsewhere. */
  readonly serve: (socket: Socket) => void;
  stop(): Promise<void>;
}

/**
 * A loopback proxy between a program and one server of the sandbox (its outside world, or its AWS endpoint) that changes
 * single answers. `target`: base URL of that server, without a path. Calls that no change matches pass untouched.
 */
export async function startAnswerProxy(target: string): Promise<AnswerProxy> {
  const calls: ProxiedCall[] = [];
  let changes: { readonly change: AnswerChange; matched: number }[] = [];
  const changeFor = (call: ProxiedCall): AnswerChange | null => {
    let found: AnswerChange | null = null;
    for (const known of changes) {
      if (!known.change.when(call)) continue;
      known.matched += 1;
      const number = known.matched - (known.change.nth ?? 1) + 1;
      if (number >= 1 && number <= (known.change.times ?? Number.POSITIVE_INFINITY)) found = known.change;
    }
    return found;
  };
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const call = await readCall(incoming);
    calls.push(call);
    const ask = () => passOn(target, call);
    const answer = await (changeFor(call)?.answer(call, ask) ?? ask());
    if (answer === 'break') incoming.socket.destroy();
    else if (answer !== 'hang') outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    change: (change) => {
      changes.push({ change, matched: 0 });
    },
    clear: () => {
      changes = [];
    },
    serve: (socket) => server.emit('connection', socket),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** An answer in JSON. */
export const jsonAnswer = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ProxiedAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

/** The real answer with its JSON body edited; `edit` gets the parsed body and returns the new one. */
export const editJson =
  (edit: (body: unknown) => unknown): AnswerChange['answer'] =>
  async (_, ask) => {
    const answer = await ask();
    return { ...answer, body: JSON.stringify(edit(JSON.parse(answer.body))) };
  };

async function readCall(incoming: IncomingMessage): Promise<ProxiedCall> {
  const target = String(incoming.headers['x-amz-target'] ?? '');
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    operation: target.split('.').at(-1) ?? target,
    headers: incoming.headers,
    body: (await buffer(incoming)).toString('utf8'),
  };
}

/** The Host header stays as the caller signed it. Rejects where the server breaks the connection. */
function passOn(target: string, { method, path, headers, body }: ProxiedCall): Promise<ProxiedAnswer> {
  const { connection: _connection, 'transfer-encoding': _chunked, ...kept } = headers;
  const sent = { ...kept, 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${target}${path}`, { method, headers: sent, agent: false }, (response) => {
      buffer(response).then(
        (bytes) =>
          resolve({
            status: response.statusCode ?? 502,
            headers: endToEnd(response.headers),
            body: bytes.toString('utf8'),
          }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Without what belongs to the one connection, and without the length and checksum, which an edit would make wrong. */
function endToEnd(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const dropped = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'x-amz-crc32']);
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !dropped.has(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]),
  );
}
