import { describe, expect, it } from 'vitest';
import { rulesSchema } from '../../../lambda/rules/rule.ts';
import { parseYaml, SettingsError } from '../../../lambda/settings/read-yaml.ts';

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
      expect.stringMatching(/^rules\.yaml:7: rules\.0\.when\.any\.1\.current_hour: Too big/),
    ]);
  });

  it.each([
    ['a condition of two names', '{ booking_in_db: true, current_hour: 3 }', 'one name with its argument'],
    ['an empty list', 'all: []', 'at least one condition'],
    ['an inherited name', 'toString: 1', 'unknown condition "toString"'],
    ['false for a condition that takes true', 'booking_in_db: false', 'expected true'],
    ['an unknown flag', 'flag_not_set: other_sms', 'Invalid option'],
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
    const one = rule('booking_in_db: true');
    expect(problemsOf(one + one.slice('rules:\n'.length))).toMatch(
      /^rules\.yaml:7: rules\.1\.name: a second rule "A"/,
    );
  });

  it('checks a disabled rule too', () => {
    expect(problemsOf(rule('nope: 1').replace('true', 'false'))).toContain('unknown condition');
  });

  it('says where the YAML itself is broken', () => {
    expect(problemsOf('rules:\n  - name: [')).toMatch(/^rules\.yaml:2: /);
  });
});
