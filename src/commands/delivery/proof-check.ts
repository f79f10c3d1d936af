import type { CheckResult } from '../../domain/check-result.ts';
import type { Verdict } from '../../domain/verdict.ts';

/** The check that a change of a control item reads back as asked. */
export function proofCheck(
  item: string,
  title: string,
  seen: { readonly observed: string; readonly verdict: Verdict },
): CheckResult {
  return {
    id: `delivery-${item}`,
    title,
    severity: 'block',
    expected: 'reads back as written',
    observed: seen.observed,
    verdict: seen.verdict,
    source: `item ${item} of the control table, read consistently`,
    remedy: seen.verdict.state === 'pass' ? null : 'naver-sms delivery status',
  };
}
