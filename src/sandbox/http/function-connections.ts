import type { Socket } from 'node:net';

/**
 * The open connections of each Lambda environment, known by its session token. A frozen environment keeps its sockets,
 * while the other side closes those that are idle for long: the program finds them dead when it thaws.
 */
export class FunctionConnections {
  readonly #idle = new Map<string, Set<Socket>>();
  readonly #known = new WeakSet<Socket>();

  /** Notes that a request of this token begins on the socket; the answer calls what is returned. */
  begin(token: string, socket: Socket): () => void {
    const idle = this.#idle.get(token) ?? new Set();
    this.#idle.set(token, idle);
    idle.delete(socket);
    if (!this.#known.has(socket)) {
      this.#known.add(socket);
      socket.once('close', () => idle.delete(socket));
    }
    return () => {
      if (!socket.destroyed) idle.add(socket);
    };
  }

  /** Resets every connection of this token on which no request is under way. */
  cutIdle(token: string): void {
    for (const socket of this.#idle.get(token) ?? []) socket.resetAndDestroy();
  }
}
