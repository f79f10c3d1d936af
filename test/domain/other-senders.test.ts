import { describe, expect, it } from 'vitest';
import { findRival, formatOtherSenders, provesOthersOff } from '../../src/domain/other-senders.ts';

const rule = (state: string) => ({ name: 'Every_20mins', state });

describe('another sender', () => {
  it.each(['ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', 'OTHER', ''])(
    'could start while its rule is %s',
    (state) => expect(findRival([rule('DISABLED'), rule(state)])).toEqual(rule(state)),
  );

  it('could not while every rule is disabled or absent', () => {
    expect(findRival([rule('DISABLED'), rule('ABSENT')])).toBeUndefined();
  });
});

describe('the proof in an approval', () => {
  it('is what was read, rule by rule', () => {
    const text = formatOtherSenders([rule('DISABLED'), { name: 'other', state: 'ABSENT' }]);
    expect(text).toBe('Every_20mins DISABLED, other ABSENT');
    expect(provesOthersOff(text)).toBe(true);
  });

  it.each([
    null,
    undefined,
    '',
    'Every_20mins',
    'Every_20mins ENABLED',
    'Every_20mins DISABLED, other ENABLED',
    'Every_20mins DISABLED,',
    'DISABLED',
    'Every_20mins DISABLED\nother ENABLED',
  ])('is none in %j', (text) => expect(provesOthersOff(text)).toBe(false));
});
