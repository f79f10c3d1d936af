/** Where calls really went. Decided from what was observed on the wire, never declared. */
export type TargetKind = 'aws' | 'sandbox' | 'other';

/** The identity of an evidence root: one root never mixes two of these. */
export interface Target {
  readonly kind: TargetKind;
  readonly account: string;
  readonly region: string;
}

/** What was seen of the endpoint that answered the identity call. */
export interface ObservedEndpoint {
  readonly host: string;
  readonly protocol: string;
  /** True where any endpoint override, extra CA or TLS switch was in force. */
  readonly overridden: boolean;
  /** True where the answer carried the sandbox's own header. */
  readonly saidSandbox: boolean;
  readonly certificateIssuer: string | null;
}

/** `aws` only for an amazonaws.com(.cn) host over verified TLS with nothing overridden. */
export function decideTarget(endpoint: ObservedEndpoint): TargetKind {
  if (endpoint.saidSandbox) return 'sandbox';
  const isAwsHost = /(^|\.)amazonaws\.com(\.cn)?$/.test(endpoint.host);
  const isVerified = endpoint.protocol === 'https:' && endpoint.certificateIssuer !== null;
  return isAwsHost && isVerified && !endpoint.overridden ? 'aws' : 'other';
}
