import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A loopback port that stays open while the servers behind it come and go. */
export interface StandingPort {
  /** Base URL, without a path. */
  readonly endpoint: string;
  /** Gives each new connection to `take` from now on; null: cuts it. */
  leadTo(take: ((socket: Socket) => void) | null): void;
}

/** It is never closed, and does not keep the process alive. */
export async function openStandingPort(): Promise<StandingPort> {
  let take: ((socket: Socket) => void) | null = null;
  const server = createServer((socket) => {
    if (take) take(socket);
    else socket.resetAndDestroy();
  });
  server.unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    leadTo: (next) => {
      take = next;
    },
  };
}

/** Passes the bytes of a connection to the server with this base URL and back. One side's end is the other's. */
export function forwardTo(endpoint: string): (socket: Socket) => void {
  const { hostname, port } = new URL(endpoint);
  return (socket) => {
    const behind = connect(Number(port), hostname);
    for (const [from, to] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      from.setNoDelay(true);
      from.pipe(to);
      from.once('error', () => to.resetAndDestroy());
      from.once('close', () => to.destroy());
    }
  };
}
