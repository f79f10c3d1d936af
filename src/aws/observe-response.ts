/* What an answer tells about who gave it: host, TLS, the sandbox's own header, the server's clock. */
import { TLSSocket } from 'node:tls';
import * as z from 'zod';
import type { ObservedEndpoint } from '../domain/target.ts';

/** The sandbox says how far its clock is from real time with every answer. */
export interface SeenSandbox {
  /** As `http://127.0.0.1:4566`. */
  readonly origin: string;
  readonly offsetMs: number;
}

export interface SeenResponse {
  readonly endpoint: ObservedEndpoint;
  readonly httpStatus: number;
  readonly serverDate: string | null;
  readonly requestId: string | null;
  readonly sandbox: SeenSandbox | null;
}

const requestShape = z.object({
  protocol: z.string(),
  hostname: z.string(),
  port: z.number().nullish(),
});
const responseShape = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});

/** Null where request or response is not HTTP as the SDK has it. Must run before the body is read to its end. */
export function observeResponse(
  request: unknown,
  response: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): SeenResponse | null {
  const asked = requestShape.safeParse(request);
  const got = responseShape.safeParse(response);
  if (!asked.success || !got.success) return null;
  const { protocol, hostname } = asked.data;
  const host = asked.data.port ? `${hostname}:${asked.data.port}` : hostname;
  const { headers, statusCode, body } = got.data;
  const saidSandbox = headers['x-naver-sms-sandbox'] !== undefined;
  return {
    endpoint: {
      host,
      protocol,
      overridden: isOverridden(environment) || !isStandardHost(host),
      saidSandbox,
      certificateIssuer: issuerOf(body),
    },
    httpStatus: statusCode,
    serverDate: headers.date ?? null,
    requestId: headers['x-amzn-requestid'] ?? headers['x-amz-request-id'] ?? null,
    sandbox: saidSandbox
      ? {
          origin: `${protocol}//${host}`,
          offsetMs: Number(headers['x-naver-sms-time-offset-ms'] ?? 0) || 0,
        }
      : null,
  };
}

/** `service.region.amazonaws.com`, with a FIPS or China variant: what the SDK resolves by itself. */
function isStandardHost(host: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/.test(host);
}

/** Switches that send calls elsewhere, or make another certificate pass as AWS's. */
function isOverridden(environment: Readonly<Record<string, string | undefined>>): boolean {
  const isSet = (name: string) => (environment[name] ?? '') !== '';
  const isTlsOption = /--use-(openssl|system|bundled)-ca|--tls-|--openssl/.test(
    environment.NODE_OPTIONS ?? '',
  );
  return (
    isTlsOption ||
    ['NODE_EXTRA_CA_CERTS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_USE_SYSTEM_CA', 'AWS_CA_BUNDLE'].some(
      isSet,
    ) ||
    Object.keys(environment).some((name) => name.startsWith('AWS_ENDPOINT_URL') && isSet(name))
  );
}

/** The issuer of a certificate that was verified; null without TLS or where verification did not pass. */
function issuerOf(body: unknown): string | null {
  const socket = typeof body === 'object' && body !== null && 'socket' in body ? body.socket : null;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const issuer = socket.getPeerCertificate().issuer;
  return issuer === undefined ? null : [issuer.C, issuer.O, issuer.CN].filter(Boolean).join(', ');
}
