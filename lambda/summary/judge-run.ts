import type { RunSummary } from './summary-of.ts';

/*
 * "OK" is earned here: the head of a run's message, whether the channels hear of it, and what an operator must look at all
 * come from this one table over the run's sums. docs/lambda.md shows it; a test keeps the two the same.
 */

/** How a run ended, for an operator. `look`: it did its work, and something needs a person. */
export type RunHead = 'failed' | 'stopped' | 'look' | 'ok';

export interface Trouble {
  readonly field: TroubleField;
  readonly says: string;
  /** The command, or the setting, for it. */
  readonly next: string;
  readonly count: number;
}

export interface RunJudgement {
  readonly head: RunHead;
  readonly troubles: readonly Trouble[];
}

type CountField = {
  [Field in keyof RunSummary]: RunSummary[Field] extends number | null ? Field : never;
}[keyof RunSummary];

/** Every count that needs a person as soon as it is above zero. */
export const troubleTable = [
  {
    field: 'not_live',
    says: '발송 꺼짐, 못 보낸 문자 / not live, messages not sent',
    next: 'naver-sms delivery approve live --reason "<why>"',
  },
  {
    field: 'foreign_rows',
    says: '다른 발신자가 표시 / marked by another sender',
    next: 'naver-sms preflight',
  },
  {
    field: 'approval_ends_in_hours',
    says: '승인 만료까지 시간 / hours until the approval lapses',
    next: 'naver-sms delivery approve live --reason "<why>"',
  },
  { field: 'in_doubt', says: '전송 불명 / in doubt', next: 'naver-sms sends list --state in-doubt' },
  {
    field: 'in_doubt_earlier',
    says: '이전 전송 불명 / in doubt from earlier runs',
    next: 'naver-sms sends list --state in-doubt',
  },
  { field: 'missed', says: '시간 놓침 / missed', next: 'naver-sms sends list --state missed' },
  {
    field: 'refused_by_sens',
    says: 'SENS 거부 / refused by SENS',
    next: 'naver-sms sends list --state refused',
  },
  {
    field: 'refused_by_us',
    says: '보낼 수 없는 문구 / text cannot be sent',
    next: 'naver-sms sends list --state refused',
  },
  { field: 'undelivered', says: '미도착 / undelivered', next: 'naver-sms sends list --state undelivered' },
  {
    field: 'unfollowed',
    says: '도착 확인 안 됨 / delivery not reported by SENS',
    next: 'naver-sms sends list --state accepted --since 48h',
  },
  {
    field: 'list_unread',
    says: 'SENS 목록 읽기 실패 / SENS list not read',
    next: 'naver-sms tail --since 30m',
  },
  { field: 'throttled', says: 'SENS 속도 제한 / throttled by SENS', next: 'naver-sms tail --since 30m' },
  {
    field: 'left_in_doubt',
    says: '아직 불명 / still in doubt',
    next: 'naver-sms sends list --state in-doubt',
  },
  {
    field: 'left_refused',
    says: '아직 거부됨 / still refused',
    next: 'naver-sms sends list --state refused',
  },
  {
    field: 'checks_unread',
    says: '확인 못 함 / not checked',
    next: 'naver-sms tail --since 30m',
  },
  { field: 'stores_failed', says: '매장 읽기 실패 / stores failed', next: 'naver-sms tail --since 30m' },
  {
    field: 'stores_emptied',
    says: '예약이 사라진 매장 / stores without their bookings',
    next: 'naver-sms bookings status',
  },
  {
    field: 'bookings_newly_skipped',
    says: '새로 건너뛴 예약 / bookings newly skipped',
    next: 'naver-sms tail --since 30m',
  },
  {
    field: 'stores_withheld',
    says: '승인 대기 매장 / stores withheld',
    next: 'backlogAcknowledged, stores.yaml',
  },
  {
    field: 'sessions_unstored',
    says: '로그인 저장 실패 / session not stored',
    next: 'naver-sms login status',
  },
] as const satisfies readonly { field: CountField; says: string; next: string }[];

export type TroubleField = (typeof troubleTable)[number]['field'];

/**
 * Reported by an earlier run, and open until somebody deals with it. It makes a run LOOK; under `failures` no run tells it
 * again: its alarm is repeated instead (lambda/notify/remind.ts).
 */
export const lastingFields: readonly TroubleField[] = ['left_in_doubt', 'left_refused'];

/** Judges a run by its summary alone. Pure. */
export function judgeRun(summary: RunSummary): RunJudgement {
  const troubles = troubleTable
    .map((trouble) => ({ ...trouble, count: summary[trouble.field] ?? 0 }))
    .filter(({ count }) => count > 0);
  return { head: headOf(summary, troubles.length), troubles };
}

function headOf({ outcome }: RunSummary, troubles: number): RunHead {
  if (outcome === 'failed' || outcome === 'stopped') return outcome;
  return troubles > 0 ? 'look' : 'ok';
}
