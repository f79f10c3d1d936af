import { createHmac } from 'node:crypto';
import type { StandaloneWorld } from '../../../src/sandbox/outside/start-outside-world.ts';

export interface Called {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** GET on the booking API, signed in unless told otherwise. */
export async function callBooking(
  world: StandaloneWorld,
  path: string,
  query: Record<string, string> = {},
  cookie = cookieOf(world),
): Promise<Called> {
  const url = `${world.endpoint}/booking${path}?${new URLSearchParams(query)}`;
  return read(await fetch(url, { headers: { cookie }, redirect: 'manual' }));
}

export function cookieOf(world: StandaloneWorld): string {
  return world.sessionCookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

export interface SensCall {
  readonly method: 'GET' | 'POST';
  /** Below `.../messages`, with its query. */
  readonly below?: string;
  readonly body?: unknown;
  readonly nowMs: number;
  readonly headers?: Record<string, string>;
  /** What is signed, where it is not what is sent. */
  readonly signed?: string;
}

/** A signed call of SENS. */
export async function callSens(world: StandaloneWorld, call: SensCall): Promise<Called> {
  const { access_key, secret_key, service_id } = world.keys.sens;
  const target = `/sms/v2/services/${service_id}/messages${call.below ?? ''}`;
  const signed = `${call.method} ${call.signed ?? target}\n${call.nowMs}\n${access_key}`;
  const answer = await fetch(`${world.endpoint}/sens${target}`, {
    method: call.method,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-ncp-apigw-timestamp': String(call.nowMs),
      'x-ncp-iam-access-key': access_key,
      'x-ncp-apigw-signature-v2': createHmac('sha256', secret_key).update(signed).digest('base64'),
      ...call.headers,
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  return read(answer);
}

export async function read(answer: Response): Promise<Called> {
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}
