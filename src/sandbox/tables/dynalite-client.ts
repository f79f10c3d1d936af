import { once } from 'node:events';
import { Agent, request, Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { SandboxContext } from '../sandbox-context.ts';

export interface DynaliteAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Calls dynalite with DynamoDB's own JSON. A refusal is an answer, not an exception. */
export interface DynaliteClient {
  call(operation: string, body: string): Promise<DynaliteAnswer>;
}

/** Starts dynalite in memory on a private port, for as long as the context lives. */
export async function startDynalite(context: SandboxContext): Promise<DynaliteClient> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent({ keepAlive: true });
  context.onStop('dynalite', async () => {
    agent.destroy();
    await close(server);
  });
  // A TCP server that listens has an AddressInfo, never a path or null.
  const { port } = server.address() as AddressInfo;
  return { call: (operation, body) => post({ agent, port, operation, body }) };
}

/** dynalite is CommonJS without types, and heavy: loaded only where a sandbox starts. */
function createServer(): Server {
  const dynalite: unknown = createRequire(import.meta.url)('dynalite');
  const options = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  const server: unknown = typeof dynalite === 'function' ? dynalite(options) : null;
  if (!(server instanceof Server)) throw new Error('dynalite gave no server');
  return server;
}

interface Post {
  readonly agent: Agent;
  readonly port: number;
  readonly operation: string;
  readonly body: string;
}

async function post({ agent, port, operation, body }: Post): Promise<DynaliteAnswer> {
  const outgoing = request({ agent, port, host: '127.0.0.1', method: 'POST', headers: headersOf(operation) });
  outgoing.end(body);
  const [incoming] = await once(outgoing, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const crc = incoming.headers['x-amz-crc32'];
  return {
    status: incoming.statusCode,
    body: Buffer.concat(chunks).toString('utf8'),
    headers: typeof crc === 'string' ? { 'x-amz-crc32': crc } : {},
  };
}

/** dynalite wants a signature to be there, and does not check it. */
function headersOf(operation: string): Record<string, string> {
  return {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20261123T050000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=sandbox/20261123/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
