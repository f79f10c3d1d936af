import { createHmac } from 'node:crypto';

export interface SignedCall {
  readonly method: 'GET' | 'POST';
  /** Path with query, byte for byte as it is sent. */
  readonly target: string;
  readonly at: Date;
}

export interface SensKeyPair {
  readonly accessKey: string;
  readonly secretKey: string;
}

/**
 * The headers that sign a call: HMAC-SHA256 over method, path with query, time and access key. The body is not signed,
 * so TLS verification must never be off. The gateway refuses a clock more than five minutes off.
 * Source: api.ncloud-docs.com, sens-overview.
 */
export function signSens(call: SignedCall, keys: SensKeyPair): Record<string, string> {
  const timestamp = String(call.at.getTime());
  const signed = `${call.method} ${call.target}\n${timestamp}\n${keys.accessKey}`;
  return {
    'x-ncp-apigw-timestamp': timestamp,
    'x-ncp-iam-access-key': keys.accessKey,
    'x-ncp-apigw-signature-v2': createHmac('sha256', keys.secretKey).update(signed).digest('base64'),
  };
}
