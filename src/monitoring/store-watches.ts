import type { Watch } from './alarm-spec.ts';

/** What watches the reading of bookings, store by store. */
export const storeWatches: readonly Watch[] = [
  {
    id: 'stores-failed',
    of: 'own',
    metric: 'StoresFailed',
    says: ['매장의 예약을 읽지 못했습니다.', 'The bookings of a store could not be read.'],
    next: 'naver-sms tail --since 30m',
    over: ['한 시간 동안 읽지 못한 매장이 없습니다.', 'In the last hour no store failed to be read.'],
  },
  {
    id: 'stores-emptied',
    of: 'own',
    metric: 'StoresEmptied',
    says: [
      '예약이 있던 매장에 예약이 하나도 없습니다.',
      'A store that had bookings shows none: its customers get no messages.',
    ],
    next: 'naver-sms bookings status',
    over: [
      '한 시간 동안 예약이 사라진 매장이 없습니다. 돌아왔거나, 승인되었거나, 비교 기간이 끝났습니다.',
      'In the last hour no store missed its bookings: they returned, an operator accepted it, or they are a week old.',
      'naver-sms bookings status',
    ],
  },
  {
    id: 'bookings-skipped',
    of: 'own',
    metric: 'BookingsNewlySkipped',
    says: [
      '읽을 수 없는 예약이 있어 그 고객에게 문자가 나가지 않습니다.',
      'A booking cannot be read: its customer gets no message.',
    ],
    next: 'naver-sms tail --since 60m',
    over: [
      '한 시간 동안 새로 건너뛴 예약이 없습니다. 이전에 건너뛴 예약에는 여전히 문자가 나가지 않습니다.',
      'No further booking was skipped in the last hour. Those skipped before still get no message.',
      'naver-sms tail --since 60m',
    ],
  },
  {
    id: 'stores-withheld',
    of: 'own',
    metric: 'StoresWithheld',
    says: [
      '매장의 문자가 승인을 기다립니다.',
      'Messages of a store wait for backlogAcknowledged in stores.yaml.',
    ],
    next: 'naver-sms tail --since 30m',
    over: [
      '한 시간 동안 승인을 기다린 매장이 없습니다.',
      'In the last hour no store waited for backlogAcknowledged.',
    ],
  },
];
