/** Proves that no other sender could start: two senders that do not know of each other message customers twice. */
import type { CheckResult } from '../../domain/check-result.ts';
import { findRival, formatOtherSenders } from '../../domain/other-senders.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import { readSenderRules } from '../read-sender-rules.ts';
import type { Toolbox } from '../toolbox.ts';

export interface OtherSenders {
  readonly check: CheckResult;
  /** As an approval holds it; null if it is not proven that they are off. */
  readonly proof: { readonly otherSenders: string; readonly otherSendersAt: string } | null;
}

/** Never throws for what AWS did: what could not be read is inconclusive, and no proof. */
export async function proveOtherSenders(toolbox: Toolbox): Promise<OtherSenders> {
  const { rule } = toolbox.environment;
  const readAt = toolbox.clock.now().toISOString();
  const senders = await readSenderRules(toolbox);
  if (senders.state === 'unreadable') {
    const verdict = inconclusive(`the other sender rules could not be read: ${senders.reason}`);
    return { check: checkOf('could not be read', verdict, senders.source), proof: null };
  }
  const others = senders.value.filter(({ name }) => name !== rule);
  const observed = formatOtherSenders(others);
  const rival = findRival(others);
  if (rival || others.length === 0) {
    const reason = rival
      ? `the other sender rule ${rival.name} is ${rival.state}: customers would be messaged twice`
      : 'the configuration names no other sender rule';
    const remedy = rival
      ? `aws events disable-rule --name ${rival.name}`
      : 'name legacy.rule in naver-sms.config.yaml';
    return { check: checkOf(observed || 'none named', fail(reason), senders.source, remedy), proof: null };
  }
  return {
    check: checkOf(observed, pass, senders.source),
    proof: { otherSenders: observed, otherSendersAt: readAt },
  };
}

function checkOf(
  observed: string,
  verdict: Verdict,
  source: string,
  remedy = 'naver-sms preflight',
): CheckResult {
  return {
    id: 'other-senders-off',
    title: 'No other sender is enabled',
    severity: 'block',
    expected: 'the legacy rule and every other sender rule DISABLED or absent',
    observed,
    verdict,
    source,
    remedy: verdict.state === 'pass' ? null : remedy,
  };
}
