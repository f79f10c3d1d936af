import { signatureNamespace } from './head-file.ts';

/*
 * Reads an allowed-signers file (ssh-keygen(1), ALLOWED SIGNERS): who may sign, kept by the auditor outside the root.
 */

export interface AllowedSigner {
  readonly principals: string;
  /** `ssh-ed25519 AAAA...` */
  readonly publicKey: string;
}

const entry =
  /^(\S+)\s+(?:((?:[\w-]+(?:="[^"]*")?,?)+)\s+)?((?:ssh|ecdsa|sk)-[\w@.-]+ [A-Za-z0-9+/=]+)(?:\s.*)?$/;

/** Who the file names for this key at this time; null where nobody may sign with it. */
export function findSigner(signers: string, publicKey: string, now: Date): AllowedSigner | null {
  for (const line of signers.split(/\r?\n/)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const match = entry.exec(line.trim());
    if (!match || match[3] !== publicKey) continue;
    if (isInForce(match[2] ?? '', now)) return { principals: match[1] ?? '', publicKey };
  }
  return null;
}

/** A certificate authority's line vouches for certificates, which heads are never signed with. */
function isInForce(options: string, now: Date): boolean {
  if (/(?:^|,)cert-authority(?:,|$)/i.test(options)) return false;
  const namespaces = /(?:^|,)namespaces="([^"]*)"/i.exec(options)?.[1];
  if (namespaces !== undefined && !namespaces.split(',').includes(signatureNamespace)) return false;
  const after = timeOf(/(?:^|,)valid-after="([^"]*)"/i.exec(options)?.[1]);
  const before = timeOf(/(?:^|,)valid-before="([^"]*)"/i.exec(options)?.[1]);
  return (after === null || now.getTime() >= after) && (before === null || now.getTime() < before);
}

/** YYYYMMDD[HHMM[SS]][Z]; without Z it is local time. An unreadable time is treated as never valid. */
function timeOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const match = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z)?$/.exec(text);
  if (!match) return Number.NaN;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = ''] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
}
