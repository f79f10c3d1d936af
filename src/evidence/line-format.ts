import { hash } from 'node:crypto';
import type { JsonValue } from '../domain/json-value.ts';
import type { RunIdentity } from './evidence-run.ts';
import { type LedgerLine, type LineKind, lineKinds } from './ledger-line.ts';
import { redactText } from './redact-text.ts';
import { redactValue } from './redact-value.ts';
import { safeJson } from './safe-json.ts';

/*
 * How one ledger line is written, and the grammar by which both verifiers (this one and bin/verify-evidence.sh) read
 * it. The grammar is narrower than JSON on purpose: fixed keys in a fixed order, so that a shell can cut it.
 */

/** `prev` of the first line. */
export const chainStart = '0'.repeat(64);

export interface LineStamp {
  /** Swept. */
  readonly identity: RunIdentity;
  readonly runNo: number | null;
  readonly at: Date;
  readonly monoMs: number;
}

export interface LineContent {
  readonly kind: LineKind;
  readonly step: string;
  readonly data: JsonValue;
}

/** The raw line with its newline. Step and data are redacted and escaped here, before anything is hashed. */
export function formatLine(
  place: { readonly seq: number; readonly prev: string },
  stamp: LineStamp,
  content: LineContent,
): Buffer {
  const { identity } = stamp;
  const line: LedgerLine = {
    v: 1,
    seq: place.seq,
    at: stamp.at.toISOString(),
    clock: identity.clockKind,
    mono: Math.max(0, Math.round(stamp.monoMs)),
    run: identity.run,
    runNo: stamp.runNo,
    target: identity.target.kind,
    account: identity.target.account,
    region: identity.target.region,
    operator: { arn: identity.operator.arn, claimed: identity.operator.claimed },
    tool: {
      version: identity.tool.version,
      commit: identity.tool.commit,
      bundleSha256: identity.tool.bundleSha256,
    },
    kind: content.kind,
    command: identity.command,
    step: redactText(content.step),
    data: redactValue(content.data),
    prev: place.prev,
  };
  return Buffer.from(`${safeJson(line)}\n`);
}

/** What the grammar reads out of a raw line without parsing its data. */
export interface LineFrame {
  readonly seq: number;
  readonly at: string;
  /** `wall` or `virtual`: times of two clocks are not compared. */
  readonly clock: string;
  readonly mono: number;
  readonly run: string;
  readonly runNo: number | null;
  /** The target, account and region as written: one root has one. */
  readonly origin: string;
  readonly kind: LineKind;
  /** The data as raw JSON text. */
  readonly data: string;
  readonly prev: string;
}

const frame =
  /^\{"v":1,"seq":(\d{1,15}),"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)","clock":"(wall|virtual)","mono":(\d{1,15}),"run":"([A-Za-z0-9][A-Za-z0-9._-]*)","runNo":(null|\d{1,15}),("target":"(?:aws|sandbox|other)","account":"[^"\\]*","region":"[^"\\]*"),"operator":\{.*\},"tool":\{.*\},"kind":"([a-z-]+)","command":".*","step":".*"$/;
const ending = /^,"prev":"([0-9a-f]{64})"\}$/;
const endingLength = 75;
const dataKey = ',"data":';

/** Reads a raw line (without its newline) by the grammar; null where it does not fit. */
export function readFrame(text: string): LineFrame | null {
  const dataAt = text.indexOf(dataKey);
  const endAt = text.length - endingLength;
  if (dataAt < 0 || endAt < dataAt + dataKey.length) return null;
  const head = frame.exec(text.slice(0, dataAt));
  const prev = ending.exec(text.slice(endAt))?.[1];
  const kind = lineKinds.find((known) => known === head?.[8]);
  if (!head || prev === undefined || kind === undefined) return null;
  return {
    seq: Number(head[1]),
    at: head[2] ?? '',
    clock: head[3] ?? '',
    mono: Number(head[4]),
    run: head[5] ?? '',
    runNo: head[6] === 'null' ? null : Number(head[6]),
    origin: head[7] ?? '',
    kind,
    data: text.slice(dataAt + dataKey.length, endAt),
    prev,
  };
}

/** The origin of a run, as its lines spell it. */
export function originOf(target: RunIdentity['target']): string {
  return `"target":"${target.kind}","account":"${target.account}","region":"${target.region}"`;
}

/** sha256 (hex) of raw bytes. */
export function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** The identity without secrets and personal data; done once when a run opens, since every line repeats it. */
export function sweptIdentity(identity: RunIdentity): RunIdentity {
  const { arn, claimed } = identity.operator;
  return {
    ...identity,
    command: redactText(identity.command),
    operator: {
      arn: arn === null ? null : redactText(arn),
      claimed: claimed === null ? null : redactText(claimed),
    },
  };
}
