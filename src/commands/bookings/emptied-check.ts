import { momentText } from '../../domain/announcement-text.ts';
import type { EmptiedStore } from '../../domain/bookings-seen.ts';
import type { CheckResult } from '../../domain/check-result.ts';
import { toKst } from '../../domain/kst.ts';
import { fail } from '../../domain/verdict.ts';

/** A store without its bookings, as the screen and `--json` show it. */
export function emptiedCheck({ storeId, seen }: EmptiedStore): CheckResult {
  return {
    id: `store-${storeId}`,
    title: `Store ${storeId}`,
    severity: 'warn',
    expected: `${seen.confirmed} confirmed bookings, as seen ${momentText(new Date(seen.at))}; the last visit is ${toKst(new Date(seen.lastStartsAt))} KST`,
    observed: `none since ${momentText(new Date(seen.emptySince ?? seen.at))}`,
    verdict: fail('its bookings are gone'),
    source: 'item bookings-seen of the control table, read consistently',
    remedy: 'look at the store in the partner page; if it is right, naver-sms bookings accept',
  };
}

/** The command that accepts these stores' empty lists. */
export function acceptCommand(stores: readonly EmptiedStore[], environment: string): string {
  const ids = stores.map(({ storeId }) => storeId).join(' ');
  return `naver-sms bookings accept --store ${ids} --env ${environment} --reason "<why>"`;
}
