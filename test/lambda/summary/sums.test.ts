import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSums } from '../../../lambda/summary/check-sums.ts';
import {
  addTo,
  emptyBookingSums,
  emptyMessageSums,
  messagesUnaccounted,
  unclosedSum,
} from '../../../lambda/summary/sums.ts';

const outcomes = ['accepted', 'refusedBySens', 'refusedByUs', 'released', 'inDoubt', 'postponed'] as const;

describe('the sums of a run', () => {
  it('close if each due message has exactly one outcome', () => {
    const outcome = fc.constantFrom(...outcomes, 'skipped' as const);
    fc.assert(
      fc.property(fc.array(outcome), (ends) => {
        const messages = { ...emptyMessageSums(), due: ends.length };
        for (const end of ends) {
          if (end === 'skipped') addTo(messages.skipped, 'taken');
          else messages[end] += 1;
        }
        expect(unclosedSum(emptyBookingSums(), messages)).toBeNull();
      }),
    );
  });

  it.each(outcomes)('say how many messages are accounted for if one too many is %s', (outcome) => {
    const messages = { ...emptyMessageSums(), due: 2, [outcome]: 3 };
    expect(messagesUnaccounted(messages)).toBe(-1);
    expect(unclosedSum(emptyBookingSums(), messages)).toBe(
      'the count of messages does not close: 2 due, 3 accounted for',
    );
  });

  it('fail the run for a message that no step accounts for', () => {
    const tally = { bookings: emptyBookingSums(), messages: { ...emptyMessageSums(), due: 1 } };
    expect(() => checkSums(tally)).toThrow('1 due, 0 accounted for');
  });

  it('fail the run for a booking that was neither read nor skipped', () => {
    const bookings = { returned: 3, read: 1, skipped: new Map([['invalid-row', 1]]) };
    expect(() => checkSums({ bookings, messages: emptyMessageSums() })).toThrow(
      'the count of bookings does not close: 3 returned, 2 accounted for',
    );
  });
});
