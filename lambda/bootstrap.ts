import { type IncomingMessage, request } from 'node:http';
import process from 'node:process';
import { text as readText } from 'node:stream/consumers';
import { openLog } from './telemetry/open-log.ts';

/** What Lambda says of one invocation. */
export interface Invocation {
  readonly requestId: string;
  /** Epoch milliseconds at which Lambda ends the invocation. */
  readonly deadlineMs: number;
}

export type Handler = (event: unknown, invocation: Invocation) => Promise<unknown>;

/*
 * Our Runtime API loop, the same in the image and in the sandbox; aws-lambda-ric needs a native build on every install.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */

/** Makes the handler (init), then takes invocations one after the other until SIGTERM. A failed init ends the process. */
export async function bootstrap(makeHandler: () => Promise<Handler>): Promise<never> {
  process.once('SIGTERM', () => process.exit(0));
  const handler = await makeHandler().catch(async (cause: unknown) => {
    // Lambda logs of a custom runtime's init error its type alone; who looks at the log must find the reason there.
    const { errorType: error_name, errorMessage: reason } = describe(cause);
    const emit = openLog('init');
    emit('init_failed', { error_name, reason });
    await post('init/error', describe(cause), { 'Lambda-Runtime-Function-Error-Type': 'Runtime.InitError' });
    process.exit(1);
  });
  for (;;) await serveOne(handler);
}

async function serveOne(handler: Handler): Promise<void> {
  const next = await call('GET', 'invocation/next');
  const requestId = header(next, 'lambda-runtime-aws-request-id');
  const deadlineMs = Number(header(next, 'lambda-runtime-deadline-ms'));
  // Where the AWS SDK and Powertools look for the trace.
  process.env._X_AMZN_TRACE_ID = String(next.headers['lambda-runtime-trace-id'] ?? '');
  const event: unknown = JSON.parse(await readText(next));
  const answer = await handler(event, { requestId, deadlineMs }).then(
    (value) => ({ path: 'response', body: value ?? null }),
    (cause: unknown) => ({ path: 'error', body: describe(cause) }),
  );
  await post(`invocation/${requestId}/${answer.path}`, answer.body);
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<void> {
  const answer = await call('POST', path, { body: JSON.stringify(body), headers });
  answer.resume();
  if (answer.statusCode !== 202) throw new Error(`the Runtime API answered ${answer.statusCode} to ${path}`);
}

interface Sent {
  readonly body: string;
  readonly headers: Record<string, string>;
}

/**
 * node:http on a fresh socket, without a timeout: Lambda freezes the process for any time while it waits for the next
 * invocation, and fetch gives up after 300 s.
 */
function call(
  method: string,
  path: string,
  sent: Sent = { body: '', headers: {} },
): Promise<IncomingMessage> {
  const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers: sent.headers, agent: false }, resolve);
    outgoing.once('error', reject);
    outgoing.end(sent.body);
  });
}

function header(answer: IncomingMessage, name: string): string {
  const value = answer.headers[name];
  if (typeof value !== 'string') throw new Error(`the Runtime API sent no ${name}`);
  return value;
}

function describe(cause: unknown): {
  errorType: string;
  errorMessage: string;
  stackTrace: readonly string[];
} {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  return {
    errorType: error.name,
    errorMessage: error.message,
    stackTrace: error.stack?.split('\n').slice(1) ?? [],
  };
}
