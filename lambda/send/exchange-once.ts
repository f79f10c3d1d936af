import {
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from 'node:http';
import { request as requestHttps } from 'node:https';

export interface OneRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For everything together: look-up, connection, TLS, answer. */
  readonly timeoutMs: number;
}

export type OneExchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      /** The header Retry-After; null if there is none. */
      readonly retryAfter: string | null;
    }
  | {
      readonly kind: 'failed';
      /** False only where the body was never handed to a connected socket. */
      readonly mayHaveLeft: boolean;
      /** A system error code or our own word; never a header or a body. */
      readonly reason: string;
    };

/** A list page of 100 messages is some 100 kB. */
const maxAnswerBytes = 4_000_000;

/**
 * One request on one fresh socket, never repeated: a kept-alive socket that the other side has closed fails in a way
 * that cannot be told from a message that left. The body is handed over only once the connection (TLS included) stands,
 * so a failure before that is proof that nothing left. A process that was frozen while it connected finds its connection
 * established before its timer runs, so the time is looked at once more before the body is handed over. Resolves always.
 */
export function exchangeOnce(one: OneRequest): Promise<OneExchange> {
  return new Promise((resolve) => {
    let mayHaveLeft = false;
    const elapsedMs = startStopwatch();
    const request = open(one);
    const timer = setTimeout(() => request.destroy(new Error('TIMEOUT')), one.timeoutMs);
    const end = (exchange: OneExchange): void => {
      clearTimeout(timer);
      resolve(exchange);
    };
    const fail = (error: unknown): void => {
      request.destroy();
      end({ kind: 'failed', mayHaveLeft, reason: reasonOf(error, mayHaveLeft) });
    };
    request.on('error', fail);
    onceConnected(request, one.url, () => {
      if (elapsedMs() >= one.timeoutMs) return fail(new Error('TIMEOUT'));
      mayHaveLeft = true;
      request.end(one.body ?? undefined);
    });
    request.on('response', (response) => {
      readAll(response).then(
        (body) =>
          end({
            kind: 'answered',
            status: response.statusCode ?? 0,
            body,
            retryAfter: response.headers['retry-after'] ?? null,
          }),
        fail,
      );
    });
  });
}

/** A frozen machine stops one of its two clocks or none, never both: the one that went further counts. */
function startStopwatch(): () => number {
  const startedAt = { monotonicMs: performance.now(), wallMs: Date.now() };
  return () => Math.max(performance.now() - startedAt.monotonicMs, Date.now() - startedAt.wallMs);
}

function open(one: OneRequest): ClientRequest {
  const length = one.body === null ? {} : { 'content-length': String(Buffer.byteLength(one.body)) };
  const options: RequestOptions = {
    method: one.method,
    headers: { ...one.headers, ...length },
    agent: false,
  };
  return one.url.protocol === 'https:' ? requestHttps(one.url, options) : requestHttp(one.url, options);
}

function onceConnected(request: ClientRequest, url: URL, go: () => void): void {
  const connected = url.protocol === 'https:' ? 'secureConnect' : 'connect';
  request.once('socket', (socket) => socket.once(connected, go));
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A connection that breaks in the middle of the answer makes this loop throw (ECONNRESET, "aborted").
  for await (const chunk of response) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > maxAnswerBytes) throw new Error('ANSWER_TOO_LONG');
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(error: unknown, mayHaveLeft: boolean): string {
  const when = mayHaveLeft ? 'after the body may have left' : 'before the body left';
  return `${wordOf(error)} ${when}`;
}

/** The code of a system error, such as ECONNREFUSED: messages may quote what was sent, codes cannot. */
function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /^[A-Z_]+$/.test(error.message) ? error.message : error.name;
}
