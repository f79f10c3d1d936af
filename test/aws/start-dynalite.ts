/* DynamoDB in this process, over a real socket. */
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/** dynalite ships no types; this is what we use of it. */
type Dynalite = (times: { createTableMs: number; deleteTableMs: number; updateTableMs: number }) => Server;

const dynalite: Dynalite = createRequire(import.meta.url)('dynalite');

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
