import type { ServerResponse } from 'node:http';
import type { SandboxContext } from '../sandbox-context.ts';
import type { WorldAnswer } from './world-request.ts';

/** How an answer leaves: whole, broken off in its middle, or not at all because the connection breaks. */
export type Delivery =
  | { readonly kind: 'whole'; readonly answer: WorldAnswer }
  | { readonly kind: 'torn'; readonly answer: WorldAnswer }
  | { readonly kind: 'dropped' };

/** Writes the answer. The Date header is virtual, as everything here is. */
export function deliver(context: SandboxContext, outgoing: ServerResponse, delivery: Delivery): void {
  if (delivery.kind === 'dropped') {
    outgoing.destroy();
    return;
  }
  const { answer } = delivery;
  const isText = typeof answer.body === 'string';
  const body = Buffer.from(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  outgoing.writeHead(answer.status, {
    'content-type': isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': String(body.length),
    date: new Date(context.nowMs()).toUTCString(),
    'x-naver-sms-sandbox': '1',
    ...answer.headers,
  });
  if (delivery.kind === 'whole') {
    outgoing.end(body);
    return;
  }
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy());
}
