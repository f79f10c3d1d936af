import type { CheckResult } from '../../domain/check-result.ts';

/** The findings that stop a cutover: a check of severity `block` that did not pass, inconclusive ones among them. */
export function blockingFindings(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.filter(({ severity, verdict }) => severity === 'block' && verdict.state !== 'pass');
}
