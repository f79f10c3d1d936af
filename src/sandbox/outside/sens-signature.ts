import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WorldRequest } from './world-request.ts';

export interface SensKeys {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly serviceId: string;
}

/** The gateway refuses a clock further off than this (vendor: SENS overview). */
const maxSkewMs = 5 * 60_000;

/**
 * Why the API gateway would refuse the request, or null. The signature covers method, path with query byte for byte,
 * timestamp and access key; the body is not in it (vendor samples). Here SENS stands under a path prefix that its own
 * host does not have, so the signed path may be given with or without it.
 */
export function signatureFault(request: WorldRequest, keys: SensKeys): string | null {
  const timestamp = request.headers['x-ncp-apigw-timestamp'] ?? '';
  const accessKey = request.headers['x-ncp-iam-access-key'] ?? '';
  const given = request.headers['x-ncp-apigw-signature-v2'] ?? '';
  if (!timestamp || !accessKey || !given) return 'Authentication information are missing.';
  if (accessKey !== keys.accessKey) return 'Invalid authentication information.';
  if (!/^\d{13}$/.test(timestamp)) return 'Invalid timestamp.';
  if (Math.abs(request.nowMs - Number(timestamp)) > maxSkewMs) return 'Expired timestamp.';
  const isGenuine = [request.target, request.fullTarget].some((target) => {
    const signed = `${request.method} ${target}\n${timestamp}\n${accessKey}`;
    return isSame(given, createHmac('sha256', keys.secretKey).update(signed).digest('base64'));
  });
  return isGenuine ? null : 'Invalid authentication information.';
}

function isSame(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
