import { toKst } from '../../src/domain/kst.ts';
import { plainText } from '../telemetry/plain-text.ts';
import type { RunSummary } from './summary-of.ts';

/**
 * The message of a run to the channels, for a phone: how it ended, what a person must see to with the command for it, and
 * below that the figures. Numbers alone, no customer's name, phone or text. `reason`: why it failed; null where it did not.
 */
export function summaryText(summary: RunSummary, reason: string | null): string {
  const next = nextOf[summary.outcome] ?? null;
  const kst = toKst(new Date(summary.started_at)).slice(11, 16);
  return [
    `[${headOf(summary)}] ${kst} KST · ${sentText(summary)}`,
    ...(reason === null ? [] : [`이유 / Reason: ${plainText(reason)}`]),
    ...(next === null ? [] : [`다음 / Next: ${next}`]),
    ...troublesOf(summary).map((trouble) => troubleText(trouble, next)),
    ...alsoOf(summary),
    `매장 stores ${summary.stores_total - summary.stores_failed}/${summary.stores_total} · 예약 bookings ${summary.bookings_seen} · ${summary.mode}`,
  ].join('\n');
}

const nextOf: Readonly<Record<string, string>> = {
  failed: 'naver-sms tail --since 30m',
  stopped: 'naver-sms delivery status',
};

/** A command that is there already is not said twice. */
function troubleText({ says, next, count }: Trouble, said: string | null): string {
  return `• ${says} ${count}${next === said ? '' : ` → ${next}`}`;
}

/** What of a run a person must see to. Pure. */
export function troublesOf(summary: RunSummary): readonly Trouble[] {
  return troubles
    .map((trouble) => ({ ...trouble, count: summary[trouble.field] }))
    .filter(({ count }) => count > 0);
}

export interface Trouble {
  readonly says: string;
  readonly next: string;
  readonly count: number;
}

const troubles = [
  { field: 'in_doubt', says: '전송 불명 / in doubt', next: 'naver-sms sends list --state in-doubt' },
  { field: 'missed', says: '시간 놓침 / missed', next: 'naver-sms sends list --state missed' },
  { field: 'refused', says: 'SENS 거부 / refused', next: 'naver-sms sends list --state refused' },
  { field: 'undelivered', says: '미도착 / undelivered', next: 'naver-sms sends list --state undelivered' },
  { field: 'stores_failed', says: '매장 읽기 실패 / stores failed', next: 'naver-sms tail --since 30m' },
  {
    field: 'stores_withheld',
    says: '승인 대기 매장 / stores withheld',
    next: 'backlogAcknowledged, stores.yaml',
  },
] as const;

/** What mends itself or is meant. */
const also = [
  { field: 'released', says: '다시 보낼 예정 released' },
  { field: 'adopted', says: '발송 확인 adopted' },
  { field: 'left_over', says: '남음 left over' },
  { field: 'withheld', says: '보류 withheld' },
  { field: 'bookings_skipped', says: '건너뛴 예약 bookings skipped' },
] as const;

function headOf(summary: RunSummary): string {
  if (summary.outcome === 'failed') return '실패 / FAILED';
  if (summary.outcome === 'stopped') return '중지 / STOPPED';
  return troublesOf(summary).length > 0 ? '확인 필요 / LOOK' : '정상 / OK';
}

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
