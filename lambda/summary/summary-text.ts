import { toKst } from '../../src/domain/kst.ts';
import { plainText } from '../telemetry/plain-text.ts';
import { judgeRun, type RunHead, type Trouble } from './judge-run.ts';
import type { RunSummary } from './summary-of.ts';

/**
 * The message of a run to the channels, for a phone: how it ended, what a person must see to with the command for it, and
 * below that the figures. Numbers alone, no customer's name, phone or text. `reason`: why it failed; null where it did not.
 */
export function summaryText(summary: RunSummary, reason: string | null): string {
  const { head, troubles } = judgeRun(summary);
  const next = nextOf[head] ?? null;
  const kst = toKst(new Date(summary.started_at)).slice(11, 16);
  return [
    `[${headText[head]}] ${kst} KST · ${sentText(summary)}`,
    ...(reason === null ? [] : [`이유 / Reason: ${plainText(reason)}`]),
    ...(next === null ? [] : [`다음 / Next: ${next}`]),
    ...troubles.map((trouble) => troubleText(trouble, next, detailOf(trouble, summary))),
    ...alsoOf(summary),
    `매장 stores ${summary.stores_total - summary.stores_failed}/${summary.stores_total} · 예약 bookings ${summary.bookings_seen} · ${summary.mode}`,
  ].join('\n');
}

const nextOf: Partial<Readonly<Record<RunHead, string>>> = {
  failed: 'naver-sms tail --since 30m',
  stopped: 'naver-sms delivery status',
};

/** A command that is there already is not said twice. */
function troubleText({ says, next, count }: Trouble, said: string | null, detail: string | null): string {
  const why = detail === null ? '' : ` (${plainText(detail)})`;
  return `• ${says} ${count}${why}${next === said ? '' : ` → ${next}`}`;
}

/** What the count alone does not tell; null if it says everything. */
function detailOf({ field }: Trouble, { mode_reason, approval_until: until }: RunSummary): string | null {
  if (field === 'not_live') return mode_reason;
  if (field !== 'approval_ends_in_hours' || until === null) return null;
  return `${toKst(new Date(until)).slice(0, 16)} KST`;
}

/** Needs no operator: it resolves itself, or is intended. */
const also = [
  { field: 'released', says: '다시 보낼 예정 released' },
  { field: 'released_earlier', says: '이전 실행의 반환 released from earlier runs' },
  { field: 'adopted', says: '발송 확인 adopted' },
  { field: 'postponed', says: '미룸 postponed' },
  { field: 'skipped', says: '대상 아님 skipped' },
  { field: 'withheld', says: '보류 withheld' },
  { field: 'bookings_skipped', says: '건너뛴 예약 bookings skipped' },
] as const;

const headText: Readonly<Record<RunHead, string>> = {
  failed: '실패 / FAILED',
  stopped: '중지 / STOPPED',
  look: '확인 필요 / LOOK',
  ok: '정상 / OK',
};

/** A run that failed may not have got as far as to know what is due. */
function sentText({ outcome, accepted, messages_due: due }: RunSummary): string {
  if (accepted > 0 || due > 0) return `문자 ${due}건 중 ${accepted}건 발송 / ${accepted} of ${due} sent`;
  return outcome === 'failed' ? '보낸 문자 없음 / nothing sent' : '보낼 문자 없음 / nothing due';
}

function alsoOf(summary: RunSummary): readonly string[] {
  const counts = also.filter(({ field }) => summary[field] > 0);
  return counts.length === 0
    ? []
    : [`참고 / Also: ${counts.map(({ field, says }) => `${says} ${summary[field]}`).join(', ')}`];
}
