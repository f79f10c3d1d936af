import { describe, expect, it } from 'vitest';
import { judgeRun } from '../../../lambda/summary/judge-run.ts';
import { summaryText } from '../../../lambda/summary/summary-text.ts';
import { summary } from './invented-summary.ts';

describe('the message of a run', () => {
  it('is two lines where all is well', () => {
    expect(summaryText({ ...summary, messages_due: 4, accepted: 4, bookings_seen: 12 }, null)).toBe(
      '[정상 / OK] 14:00 KST · 문자 4건 중 4건 발송 / 4 of 4 sent\n매장 stores 8/8 · 예약 bookings 12 · live',
    );
  });

  it('says first why it failed and the next command, and never that nothing was due', () => {
    const failed = { ...summary, outcome: 'failed', stores_failed: 8 };
    expect(summaryText(failed, 'no store could be read\u001b[2K').split('\n')).toEqual([
      '[실패 / FAILED] 14:00 KST · 보낸 문자 없음 / nothing sent',
      '이유 / Reason: no store could be read\\u{1b}[2K',
      '다음 / Next: naver-sms tail --since 30m',
      '• 매장 읽기 실패 / stores failed 8',
      '매장 stores 0/8 · 예약 bookings 0 · live',
    ]);
  });

  it('names the command for each thing that a person must see to', () => {
    const text = summaryText({ ...summary, in_doubt: 1, undelivered: 2, stores_withheld: 3 }, null);
    expect(text).toContain('[확인 필요 / LOOK]');
    expect(text).toContain('in doubt 1 → naver-sms sends list --state in-doubt');
    expect(text).toContain('undelivered 2 → naver-sms sends list --state undelivered');
    expect(text).toContain('stores withheld 3 → backlogAcknowledged, stores.yaml');
  });

  it('takes for no trouble what mends itself or is meant', () => {
    const meant = { ...summary, outcome: 'stopped', released: 1, adopted: 2, postponed: 3, withheld: 4 };
    expect(judgeRun(meant)).toEqual({ head: 'stopped', troubles: [] });
    expect(summaryText(meant, null).split('\n').slice(0, 3)).toEqual([
      '[중지 / STOPPED] 14:00 KST · 보낼 문자 없음 / nothing due',
      '다음 / Next: naver-sms delivery status',
      '참고 / Also: 다시 보낼 예정 released 1, 발송 확인 adopted 2, 미룸 postponed 3, 보류 withheld 4',
    ]);
  });
});
