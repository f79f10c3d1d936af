import { headName } from './evidence-paths.ts';
import { type Problem, restoreRemedy } from './problem.ts';

/** The head: which line a run ended at, and the signature over saying so. */
export interface Head {
  /** `<target> <account> <region>` */
  readonly origin: string;
  readonly lines: number;
  readonly sha256: string;
  /** The three lines that are signed, raw. */
  readonly signed: string;
  /** The SSH signature armor; null where unsigned. */
  readonly armor: string | null;
}

/** First word of a head, and the namespace of its signature: a signature made for anything else is not valid here. */
export const headFormat = 'naver-sms-evidence/v1';
export const signatureNamespace = 'naver-sms-evidence';

/** The three lines of a head. */
export function formatHead(
  target: { readonly kind: string; readonly account: string; readonly region: string },
  end: { readonly lines: number; readonly sha256: string },
): string {
  return `${headFormat} ${target.kind} ${target.account} ${target.region}\n${end.lines}\n${end.sha256}\n`;
}

const layout =
  /^(naver-sms-evidence\/v1 ((?:aws|sandbox|other) [^\s]+ [^\s]+)\n([1-9]\d{0,14})\n([0-9a-f]{64})\n)(-----BEGIN SSH SIGNATURE-----\n(?:[A-Za-z0-9+/]{70}\n)*[A-Za-z0-9+/]{1,70}={0,2}\n-----END SSH SIGNATURE-----\n)?$/;

/** Reads a head file; a problem where a single byte is out of place. */
export function readHead(bytes: Buffer, name = headName): Head | Problem {
  const text = bytes.toString('latin1');
  const match = layout.exec(text);
  if (match) {
    return {
      origin: match[2] ?? '',
      lines: Number(match[3]),
      sha256: match[4] ?? '',
      signed: match[1] ?? '',
      armor: match[5] ?? null,
    };
  }
  return text.includes('<<<<<<<') ? conflict(text, name) : malformed(name);
}

/** The origin as ledger lines spell it. */
export function ledgerOriginOf(head: Head): string {
  const [kind, account, region] = head.origin.split(' ');
  return `"target":"${kind}","account":"${account}","region":"${region}"`;
}

function conflict(text: string, name: string): Problem {
  const heads = [...text.matchAll(/^[0-9a-f]{64}$/gm)].map((match) => match[0]);
  return {
    code: 'fork',
    file: name,
    line: null,
    sentence: `A merge left two heads side by side: ${heads.join(' and ')}. Two people wrote to copies of one ledger.`,
    remedy: forkRemedy,
  };
}

export const forkRemedy =
  'Keep one branch as the ledger, and the other ledger file as an attachment of a note that explains it.';

function malformed(name: string): Problem {
  return {
    code: 'head',
    file: name,
    line: null,
    sentence: `The head (${name}) does not have its three lines and, where signed, one SSH signature.`,
    remedy: restoreRemedy,
  };
}
