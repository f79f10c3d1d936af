import { once } from 'node:events';
import { Agent, createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FunctionConnections } from '../../../src/sandbox/http/function-connections.ts';

let server: Server;
let connections: FunctionConnections;
let held: ServerResponse[];
let agent: Agent;

beforeEach(async () => {
  connections = new FunctionConnections();
  held = [];
  agent = new Agent({ keepAlive: true });
  server = createServer((message, response) => {
    response.once(
      'close',
      connections.begin(String(message.headers['x-amz-security-token']), message.socket),
    );
    if (message.url === '/held') held.push(response);
    else response.end('answer');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  agent.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The client's socket, once the answer has been read. */
async function ask(path: string, token: string): Promise<{ socket: Socket; ended: Promise<void> }> {
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, path, agent, headers: { 'x-amz-security-token': token } });
  asked.end();
  const [socket] = (await once(asked, 'socket')) as [Socket];
  const ended = once(asked, 'response').then(async ([response]) => {
    await response.toArray();
  });
  return { socket, ended };
}

describe('the connections of a function', () => {
  it('are reset when they are idle, and those of another function are kept', async () => {
    const mine = await ask('/', 'mine');
    const theirs = await ask('/', 'theirs');
    await Promise.all([mine.ended, theirs.ended]);
    const closed = once(mine.socket, 'close');

    connections.cutIdle('mine');

    await closed;
    expect(theirs.socket.destroyed).toBe(false);
  });

  it('are kept while a request is under way', async () => {
    const first = await ask('/', 'mine');
    await first.ended;
    const second = await ask('/held', 'mine');
    expect(second.socket).toBe(first.socket);
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));

    connections.cutIdle('mine');
    held[0]?.end('answer');

    await second.ended;
  });
});
