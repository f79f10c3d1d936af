import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSensClient } from '../../../lambda/send/sens-client.ts';
import { signSens } from '../../../lambda/send/sens-signature.ts';
import { inventedMessage } from '../claim-and-send/invented-messages.ts';
import { type Run, type SendingWorld, startSendingWorld } from '../claim-and-send/sending-world.ts';

const message = inventedMessage({ bookingNum: '1051707_1', phone: '010-0000-0001', kinds: [] }, 'confirm');

let world: SendingWorld;
let run: Run;
beforeEach(async () => {
  world = await startSendingWorld();
  run = await world.openRun();
});
afterEach(() => world.stop());

const window = () => ({
  start: new Date(world.now().getTime() - 60_000),
  end: new Date(world.now().getTime() + 60_000),
});

const withinMs = 30_000;

describe('the SENS client', () => {
  it('is let in by a gateway that checks the signature byte for byte, and its message arrives as composed', async () => {
    const exchange = await run.tools.sens.send(message, 5_000);
    expect(exchange).toMatchObject({ kind: 'answered', status: 202 });
    expect(world.outside.sensMessages).toMatchObject([
      { to: '01000000001', from: message.from, content: message.content, subject: '안내', type: 'LMS' },
    ]);
  });

  it('signs as the vendor describes', () => {
    const at = new Date('2026-11-02T05:00:00.000Z');
    const keys = { accessKey: 'A', secretKey: 'S' };
    // printf 'POST /x?y=1\n1793595600000\nA' | openssl dgst -sha256 -hmac S -binary | base64
    expect(signSens({ method: 'POST', target: '/x?y=1', at }, keys)).toEqual({
      'x-ncp-apigw-timestamp': '1793595600000',
      'x-ncp-iam-access-key': 'A',
      'x-ncp-apigw-signature-v2': 'HtThhtIAGLgyyiCGlrVTcGNdwvtsZ+fm10a21eK9Zn4=',
    });
  });

  it('sends JSON in ASCII alone', async () => {
    const bodies: string[] = [];
    const server = createServer(async (incoming, answer) => {
      bodies.push(await text(incoming.setEncoding('latin1')));
      answer.writeHead(202).end('{"requestId":"r"}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A TCP server that listens has an AddressInfo, never a path or null.
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = createSensClient({ ...run.context, sens: { ...run.context.sens, baseUrl } });
    await client.send({ ...message, content: '가나 ★ é 😀' }, 5_000);
    server.close();
    expect(bodies[0]).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(bodies[0] ?? '')).toEqual({
      type: 'LMS',
      contentType: 'COMM',
      from: message.from,
      subject: '안내',
      content: '가나 ★ é 😀',
      messages: [{ to: '01000000001' }],
    });
  });

  it('lists over all pages, with texts that only the detail shows', async () => {
    for (let index = 0; index < 105; index += 1) await run.tools.sens.send(message, 5_000);
    world.advance(30_000);
    const { messages: listed } = await run.tools.sens.list(window(), { withContent: false, withinMs });
    expect(new Set(listed.map(({ messageId }) => messageId)).size).toBe(105);
    const [first] = listed;
    const one = await run.tools.sens.list(
      { requestId: String(first?.requestId) },
      { withContent: true, withinMs },
    );
    expect(one).toMatchObject({
      messages: [{ messageId: first?.messageId, content: message.content, delivery: 'delivered' }],
      gap: null,
    });
  });

  it('reads the secret anew once SENS refuses the keys of a list, and gives up on keys that are no newer', async () => {
    await run.tools.sens.send(message, 5_000);
    world.advance(30_000);
    const { sens } = run.context;
    const old = { ...sens, secret_key: 'invented-and-old' };
    const corrected = createSensClient({ ...run.context, sens: old, readSensAnew: async () => sens });
    const unchanged = createSensClient({ ...run.context, sens: old, readSensAnew: async () => old });
    const list = (client: typeof corrected) => client.list(window(), { withContent: false, withinMs });

    expect((await list(corrected)).messages).toHaveLength(1);
    await expect(list(unchanged)).rejects.toThrow(/it answered 40[13]/);
  });

  it('throws rather than give half a list, and without a key in the error', async () => {
    for (const kind of ['server-error', 'torn-body', 'html-503', 'access-denied', 'drop'] as const) {
      world.outside.addFault({ service: 'sens', operation: 'list-messages', kind });
      const failure = await run.tools.sens
        .list(window(), { withContent: false, withinMs })
        .catch((error: Error) => error);
      expect(failure, kind).toBeInstanceOf(Error);
      const { access_key, secret_key } = run.context.sens;
      expect(String(failure)).not.toContain(access_key);
      expect(String(failure)).not.toContain(secret_key);
    }
  });
});
