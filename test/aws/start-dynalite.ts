/* DynamoDB in this process, over a real socket. */
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type dynaliteType from 'dynalite';

const dynalite: typeof dynaliteType = createRequire(import.meta.url)('dynalite');

export interface RunningDynalite {
  readonly origin: string;
  stop(): Promise<void>;
}

export async function startDynalite(): Promise<RunningDynalite> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
