import { chainStart, sha256 } from '../../src/evidence/line-format.ts';

/*
 * Ledgers of lines that our own tool never writes, chained as it would: what a verifier says of them is a matter of the
 * grammar alone. Text is Latin-1 here, a character a byte, so that bytes which are no UTF-8 can be said.
 */

/** The fields of a raw line in their order, each as it stands in the line between its quotes or braces. */
export interface RawFields {
  readonly seq: string;
  readonly at: string;
  readonly clock: string;
  readonly mono: string;
  readonly run: string;
  readonly runNo: string;
  readonly target: string;
  readonly account: string;
  readonly region: string;
  readonly operator: string;
  readonly tool: string;
  readonly kind: string;
  readonly command: string;
  readonly step: string;
  readonly data: string;
}

export const plainFields: Omit<RawFields, 'seq'> = {
  at: '2025-10-25T05:00:00.000Z',
  clock: 'wall',
  mono: '5',
  run: 'run-1',
  runNo: '1',
  target: 'sandbox',
  account: '000000000000',
  region: 'ap-northeast-2',
  operator: '"arn":null',
  tool: '"version":"0"',
  kind: 'observation',
  command: 'cutover',
  step: 'look',
  data: '{}',
};

/** A raw ledger of one run: a `run-started` line, then a line for each of `changes`, chained line by line. */
export function rawLedger(changes: readonly Partial<RawFields>[]): Buffer {
  let prev = chainStart;
  const lines = [{ kind: 'run-started' }, ...changes].map((change, index) => {
    const line = rawLine({ ...plainFields, seq: String(index + 1), ...change }, prev);
    prev = sha256(line);
    return line;
  });
  return Buffer.concat(lines);
}

function rawLine(f: RawFields, prev: string): Buffer {
  const who = `"target":"${f.target}","account":"${f.account}","region":"${f.region}","operator":{${f.operator}},"tool":{${f.tool}}`;
  const when = `"at":"${f.at}","clock":"${f.clock}","mono":${f.mono},"run":"${f.run}","runNo":${f.runNo}`;
  const what = `"kind":"${f.kind}","command":"${f.command}","step":"${f.step}","data":${f.data}`;
  return Buffer.from(`{"v":1,"seq":${f.seq},${when},${who},${what},"prev":"${prev}"}\n`, 'latin1');
}
