import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';

export interface WarmRuntime {
  /** host:port, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Hands one event to the process once it asks, and resolves with what it reports. */
  invoke(event: unknown, deadlineMs: number): Promise<WarmAnswer>;
  /** Resolves when the process asks for its next event. */
  idle(): Promise<void>;
  stop(): void;
}

export interface WarmAnswer {
  readonly kind: 'response' | 'error';
  readonly body: string;
}

/**
 * The Runtime API for one process and many events, one after the other, as a warm environment sees it. (The sandbox
 * starts a process per event.) Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startWarmRuntime(): Promise<WarmRuntime> {
  let asking = Promise.withResolvers<ServerResponse>();
  let reported = Promise.withResolvers<WarmAnswer>();
  const server = createServer((request, response) => {
    const report = /\/invocation\/[^/]+\/(response|error)$/.exec(request.url ?? '')?.[1];
    if (request.url?.endsWith('/invocation/next')) return asking.resolve(response);
    readText(request).then((body) => {
      response.writeHead(202).end('{"status":"OK"}');
      reported.resolve({ kind: report === 'response' ? 'response' : 'error', body });
    }, reported.reject);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an AddressInfo, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    idle: () => asking.promise.then(() => undefined),
    invoke: async (event, deadlineMs) => {
      const response = await asking.promise;
      asking = Promise.withResolvers();
      reported = Promise.withResolvers();
      response.writeHead(200, {
        'lambda-runtime-aws-request-id': randomUUID(),
        'lambda-runtime-deadline-ms': String(deadlineMs),
        'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000',
      });
      response.end(JSON.stringify(event));
      return await reported.promise;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
