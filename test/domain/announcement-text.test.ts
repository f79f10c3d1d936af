import { describe, expect, it } from 'vitest';
import {
  announcementText,
  momentText,
  type Occasion,
  shippedTemplates,
} from '../../src/domain/announcement-text.ts';

const values = {
  environment: 'invented',
  simulated: '[SIMULATED] ',
  rule: 'the-rule',
  function: 'the-function',
  operator: 'captain {run}',
  run: 'run-1',
  evidenceHead: '12 lines, abcdef',
  at: '2026-01-05T00:00:00Z (09:00:00 KST)',
  detail: 'Plan 123.',
};

describe('announcements', () => {
  it.each(Object.keys(shippedTemplates) as Occasion[])(
    '%s speaks Korean and English, with run and evidence head',
    (occasion) => {
      const text = announcementText(shippedTemplates[occasion], values);

      expect(text).toMatch(/[가-힣]/);
      expect(text).toMatch(/\[[A-Z][a-z ]+\]/);
      expect(text).toContain('run-1');
      expect(text).toContain('12 lines, abcdef');
      expect(text.startsWith('[SIMULATED] ')).toBe(true);
      expect(text).not.toMatch(/\{(?!run\})\w+\}/);
    },
  );

  it('puts a value in as it is, even where it looks like a name in braces', () => {
    expect(announcementText('{operator}', values)).toBe('captain {run}');
  });

  it('refuses a template that names what no announcement has', () => {
    expect(() => announcementText('{customer}', values)).toThrow(RangeError);
  });

  it('gives a moment in UTC and KST', () => {
    expect(momentText(new Date('2026-01-05T00:00:00.000Z'))).toBe('2026-01-05T00:00:00Z (09:00:00 KST)');
  });
});
