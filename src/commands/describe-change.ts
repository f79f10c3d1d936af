/* A change in words. */
import type { Change } from './step.ts';

/** As `disable the rule naver-sms-automation-trigger`: fits behind "it failed to" and "it would". */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'rule-enabled':
      return `enable the rule ${change.rule}`;
    case 'rule-disabled':
      return `disable the rule ${change.rule}`;
    case 'reserved-concurrency':
      return change.value === null
        ? `remove the reserved concurrency of ${change.function}`
        : `set the reserved concurrency of ${change.function} to ${change.value}`;
    case 'control-item':
      return `${change.action} the control item ${change.name}`;
    case 'claim-released':
      return `release the absent message of claim ${change.claim}, to be sent again`;
    case 'announcement':
      return `announce ${change.occasion} (nonce ${change.nonce})`;
    case 'probe-invoke':
      return `invoke ${change.function} to ${change.purpose}`;
    case 'login-invoke':
      return `let ${change.function} sign in to Naver`;
    case 'alarm-state':
      if (change.isReal) return `mark the alarm ${change.alarm} as really in ALARM (${change.nonce})`;
      return change.state === 'ALARM'
        ? `force the alarm ${change.alarm} into ALARM (${change.nonce})`
        : `restore the alarm ${change.alarm} to ${change.state} (${change.nonce})`;
  }
}
