/* The receipts of the rehearsal's alarm test against what the pretend channels show: our own log is not enough. */
import { type AlarmMatrix, alarmMatrixSchema, type Channel } from '../../domain/alarm-matrix.ts';
import type { CheckResult } from '../../domain/check-result.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import type { AnswerTable, CommandResult } from '../../reporting/command-result.ts';

export type ShownTexts = Readonly<Record<Channel, readonly string[]>>;

/** The matrix of the alarm test and its table; null where it was not played. */
export function alarmActOf(
  acts: readonly { readonly words: readonly string[]; readonly result: CommandResult | null }[],
): { readonly matrix: AlarmMatrix; readonly table: AnswerTable | undefined } | null {
  const result = acts.find(({ words }) => words.join(' ') === 'alarm-test')?.result;
  const matrix = alarmMatrixSchema.safeParse(result?.data.matrix);
  return matrix.success ? { matrix: matrix.data, table: result?.table } : null;
}

/** Each receipt of the matrix must be a message that its channel shows. Empty where no alarm was tested. */
export function shownCheck(matrix: AlarmMatrix | undefined, shown: ShownTexts): readonly CheckResult[] {
  if (!matrix) return [];
  const claimed = matrix.rows.flatMap(({ nonce, cells }) =>
    matrix.channels.flatMap((channel) =>
      nonce !== null && cells[channel]?.verdict.state === 'pass' ? [{ nonce, channel }] : [],
    ),
  );
  const unseen = claimed.filter(({ nonce, channel }) => !shown[channel].some((text) => text.includes(nonce)));
  return [
    {
      id: 'receipts-shown',
      title: 'The channels show every message that the alarm test has a receipt for',
      severity: 'block',
      expected: 'each nonce in the channel that gave the receipt',
      observed: `${claimed.length - unseen.length} of ${claimed.length}`,
      verdict: verdictOf(claimed.length, unseen),
      source: 'the pretend Slack and Telegram',
      remedy: null,
    },
  ];
}

function verdictOf(claimed: number, unseen: readonly { readonly channel: Channel }[]): Verdict {
  if (claimed === 0) return inconclusive('no channel gave a receipt');
  const [first] = unseen;
  return first
    ? fail(`${first.channel} gave ${unseen.length} receipts for messages that it does not show`)
    : pass;
}
