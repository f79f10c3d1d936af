import { describe, expect, it } from 'vitest';
import { actionsSchema } from '../../src/rules/action.ts';

const problemOf = (actions: unknown) => actionsSchema.safeParse(actions).error?.issues[0]?.message ?? null;

describe('the actions of a rule', () => {
  it('are all that the old rules had, by the names of the old rules', () => {
    const written = [
      { create_db_record: true },
      { send_sms: 'confirmation' },
      { update_flag: 'confirm_sms' },
      { send_telegram: '새 예약 (invented)' },
      { send_slack: 'new (invented)' },
      { log_event: 'invented' },
    ];
    expect(actionsSchema.parse(written)).toEqual({
      send: ['confirm'],
      tell: [
        { channel: 'telegram', text: '새 예약 (invented)' },
        { channel: 'slack', text: 'new (invented)' },
        { channel: 'log', text: 'invented' },
      ],
    });
  });

  it.each([
    [[{ create_db_record: true }], 'create_db_record needs a send_sms in the same rule'],
    [
      [{ send_sms: 'guide' }, { update_flag: 'confirm_sms' }],
      'update_flag: confirm_sms needs send_sms: confirm',
    ],
    [[{ send_mail: 'x' }], 'an action is one of send_sms'],
    [[{ send_sms: 'toString' }], 'a message is one of booking_confirm'],
    [[], 'Too small'],
  ])('are refused where they would write of a message that nobody sends: %j', (written, problem) => {
    expect(problemOf(written)).toContain(problem);
  });
});
