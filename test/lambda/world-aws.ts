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

const sessionToken = 'invented';

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

/** The variables of a program as Lambda sets them, with AWS at this address. */
export function lambdaEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_SESSION_TOKEN: sessionToken,
    AWS_LAMBDA_FUNCTION_NAME: 'test',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/test',
    TZ: ':UTC',
  };
}
