import { describe, expect, it } from 'vitest';
import { rulesSchema } from '../../src/rules/rule.ts';
import { parseYaml, SettingsError } from '../../src/yaml/read-yaml.ts';

const rule = (when: string) => `rules:
  - name: A
    enabled: true
    when:
      ${when}
    send: [guide]
`;
const problemsOf = (text: string): string => {
  try {
    parseYaml('rules.yaml', text, rulesSchema);
  } catch (cause) {
    if (cause instanceof SettingsError) return cause.message;
    throw cause;
  }
  return 'no problem';
};

describe('rules.yaml', () => {
  it('refuses an unknown condition by file, line and name', () => {
    const text = rule('all: [booking_in_db: true,\n        booking_unseen: true]');
    expect(problemsOf(text)).toMatch(
      /^rules\.yaml:6: rules\.0\.when\.all\.1\.booking_unseen: unknown condition "booking_unseen"; known: booking_not_in_db,/,
    );
  });

  it('refuses an unknown condition inside not and any, and names each problem', () => {
    const text = rule('any:\n        - not: { nope: 1 }\n        - current_hour: 24');
    expect(problemsOf(text).split('\n')).toEqual([
      expect.stringMatching(/^rules\.yaml:6: rules\.0\.when\.any\.0\.not\.nope: unknown condition/),
      expect.stringMatching(
        /^rules\.yaml:7: rules\.0\.when\.any\.1\.current_hour: it takes at most 23; write it as current_hour: 20 \(it is current_hour: 24\)/,
      ),
    ]);
  });

  it.each([
    ['a condition of two names', '{ booking_in_db: true, current_hour: 3 }', 'one name with its argument'],
    ['an empty list', 'all: []', 'at least one condition'],
    ['an inherited name', 'toString: 1', 'unknown condition "toString"'],
    [
      'false for a condition that takes true',
      'booking_in_db: false',
      'it takes true; for its opposite put it under not',
    ],
    ['an unknown flag', 'flag_not_set: other_sms', 'it takes one of confirm_sms, remind_sms, option_sms'],
  ])('refuses %s', (_, when, problem) => {
    expect(problemsOf(rule(when))).toContain(problem);
  });

  it('refuses an unknown key and an unknown message kind', () => {
    expect(problemsOf(rule('booking_in_db: true').replace('enabled', 'enabledd'))).toContain('enabledd');
    expect(problemsOf(rule('booking_in_db: true').replace('[guide]', '[guides]'))).toMatch(
      /^rules\.yaml:6: rules\.0\.send\.0/,
    );
  });

  it('refuses a second rule of one name', () => {
    const one = rule('booking_status: RC03');
    expect(problemsOf(one + one.slice('rules:\n'.length))).toMatch(
      /^rules\.yaml:7: rules\.1\.name: a second rule "A"/,
    );
  });

  it('says what to write instead: the name that was meant, an argument that fits', () => {
    expect(problemsOf(rule('booking_in_bd: true'))).toContain('did you mean booking_in_db?');
    expect(problemsOf(rule('current_hour: 24'))).toContain('write it as current_hour: 20');
    expect(problemsOf(rule('booking_status: RC8'))).toContain('write it as booking_status: RC08');
  });

  it.each([
    'booking_in_db: true',
    'not: { booking_status: RC03 }',
    'any: [booking_status: RC03, booking_in_db: true]',
  ])('refuses a rule that names no booking status: %s', (when) => {
    expect(problemsOf(rule(when))).toMatch(
      /^rules\.yaml:\d: rules\.0\.when: the rule names no booking status.*add booking_status/,
    );
  });

  it.each([
    'booking_status: RC08',
    'all: [booking_in_db: true, booking_status_any: [RC03, RC08]]',
    'any: [booking_status: RC03, all: [booking_status: RC08, current_hour: 20]]',
  ])('takes a rule that says for which statuses it is: %s', (when) => {
    expect(problemsOf(rule(when))).toBe('no problem');
  });

  it('checks a disabled rule too', () => {
    expect(problemsOf(rule('nope: 1').replace('true', 'false'))).toContain('unknown condition');
  });

  it('says where the YAML itself is broken', () => {
    expect(problemsOf('rules:\n  - name: [')).toMatch(/^rules\.yaml:2: /);
  });
});
