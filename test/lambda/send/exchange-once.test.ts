import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { exchangeOnce, type OneRequest } from '../../../lambda/send/exchange-once.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const http = (listener: RequestListener): Promise<string> => listen(createServer(listener));
const tcp = (onSocket: (socket: Socket) => void): Promise<string> => listen(createTcpServer(onSocket));

const post = (url: string, more: Partial<OneRequest> = {}) =>
  exchangeOnce({
    url: new URL(url),
    method: 'POST',
    headers: {},
    body: 'secret text',
    timeoutMs: 2_000,
    ...more,
  });

describe('one exchange', () => {
  it('answers with status and whole body', async () => {
    const url = await http((_, answer) => answer.writeHead(202).end('가'));
    expect(await post(url)).toEqual({ kind: 'answered', status: 202, body: '가', retryAfter: null });
  });

  it('uses a socket of its own each time and closes it', async () => {
    const ports = new Set<number | undefined>();
    const url = await http((incoming, answer) => {
      ports.add(incoming.socket.remotePort);
      answer.end(String(incoming.headers.connection));
    });
    expect([await post(url), await post(url)]).toMatchObject([{ body: 'close' }, { body: 'close' }]);
    expect(ports.size).toBe(2);
  });

  it('proves that nothing left where the connection was refused, the name is unknown, or TLS failed', async () => {
    const url = await http(() => {});
    servers[0]?.close();
    expect(await post(url)).toEqual({
      kind: 'failed',
      mayHaveLeft: false,
      reason: 'ECONNREFUSED before the body left',
    });
    expect(await post('http://no-such-host.invalid/')).toMatchObject({ kind: 'failed', mayHaveLeft: false });
    const plain = await tcp((socket) => socket.end('not TLS\n'));
    expect(await post(plain.replace('http:', 'https:'))).toMatchObject({
      kind: 'failed',
      mayHaveLeft: false,
    });
  });

  it('proves it too where the TLS handshake was never finished in time', async () => {
    const silent = await tcp(() => {});
    const exchange = await post(silent.replace('http:', 'https:'), { timeoutMs: 30 });
    expect(exchange).toEqual({ kind: 'failed', mayHaveLeft: false, reason: 'TIMEOUT before the body left' });
  });

  it('cannot prove it once connected: no answer in time, a reset, an answer that breaks off', async () => {
    const silent = await http(() => {});
    expect(await post(silent, { timeoutMs: 30 })).toEqual({
      kind: 'failed',
      mayHaveLeft: true,
      reason: 'TIMEOUT after the body may have left',
    });
    const reset = await http((incoming) => incoming.socket.destroy());
    expect(await post(reset)).toMatchObject({ kind: 'failed', mayHaveLeft: true });
    const torn = await http((incoming, answer) => {
      answer.writeHead(202, { 'content-length': '100' });
      answer.write('{"requestId":"r', () => incoming.socket.destroy());
    });
    expect(await post(torn)).toMatchObject({ kind: 'failed', mayHaveLeft: true });
    const slow = await http((_, answer) => void answer.writeHead(202).write('{'));
    expect(await post(slow, { timeoutMs: 30 })).toMatchObject({ kind: 'failed', mayHaveLeft: true });
  });

  it('says nothing of what was sent in a failure', async () => {
    const garbled = await tcp((socket) => socket.once('data', () => socket.end('secret text back\r\n\r\n')));
    const exchange = await post(garbled, { headers: { key: 'secret text' } });
    expect(exchange).toMatchObject({ kind: 'failed', mayHaveLeft: true });
    expect(JSON.stringify(exchange)).not.toContain('secret text');
  });
});
