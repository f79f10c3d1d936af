import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { FaultBook } from '../../src/sandbox/faults/fault-book.ts';
import { CallLog } from '../../src/sandbox/http/call-log.ts';
import { createFront } from '../../src/sandbox/http/front.ts';
import { FunctionConnections } from '../../src/sandbox/http/function-connections.ts';
import type { SandboxService } from '../../src/sandbox/http/service.ts';
import { standaloneContext } from '../../src/sandbox/outside/standalone-context.ts';
import { createSecretsService } from '../../src/sandbox/secrets/secrets-service.ts';
import { createTablesService } from '../../src/sandbox/tables/tables-service.ts';

/** Of the one environment of a world's programs. */
export const sessionToken = 'invented';

/** Tables and secrets on a loopback port. */
export async function startAws(time: { nowMs: () => number; startMs: number }) {
  const context = standaloneContext(time);
  const tables = await createTablesService(context, {
    tables: { sms: 'sms', claims: 'sms_claims', session: 'session', control: 'naver-sms-control' },
  });
  const secrets = createSecretsService(context);
  const faults = new FaultBook();
  const services = new Map<string, SandboxService>([
    ['dynamodb', tables],
    ['secretsmanager', secrets],
  ]);
  const control = async () => ({ status: 404, headers: {}, body: '' });
  const connections = new FunctionConnections();
  const server = createFront({ context, services, faults, calls: new CallLog(), connections, control });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    faults,
    /** As an environment finds its connections when it thaws. */
    cutIdle: () => connections.cutIdle(sessionToken),
    putSecret: secrets.put,
    /** Takes a connection that was accepted elsewhere. */
    serve: (socket: Socket) => server.emit('connection', socket),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await context.stop();
    },
  };
}
