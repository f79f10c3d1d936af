import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FaultBook } from '../faults/fault-book.ts';
import { type CallEntry, CallLog } from '../http/call-log.ts';
import { createFront } from '../http/front.ts';
import { FunctionConnections } from '../http/function-connections.ts';
import type { SandboxService } from '../http/service.ts';
import type { StandaloneContext } from './standalone-context.ts';

export interface StandaloneFront {
  readonly endpoint: string;
  /** Every call so far. */
  readonly calls: readonly CallEntry[];
}

/** Serves some services behind the sandbox's own front, until the context stops. There are no control endpoints. */
export async function serveStandalone(
  context: StandaloneContext,
  services: readonly SandboxService[],
  faults: FaultBook,
): Promise<StandaloneFront> {
  const calls = new CallLog();
  const server = createFront({
    context,
    services: new Map(services.map((service) => [service.name, service])),
    faults,
    calls,
    connections: new FunctionConnections(),
    control: async () => ({ status: 404, headers: {}, body: '' }),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.onStop('front', async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  // A TCP server that listens has an AddressInfo, never a path or null.
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, calls: calls.entries };
}
