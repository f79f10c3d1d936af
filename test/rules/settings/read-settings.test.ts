import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../../src/rules/settings/read-settings.ts';
import { editFile } from './edit-file.ts';

const shipped = new URL('../../../lambda/config/', import.meta.url);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'naver-sms-config-'));
  cpSync(shipped, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = () => readSettings(pathToFileURL(`${folder}/`));
const edit = (file: string, from: string | RegExp, to: string) => editFile(join(folder, file), from, to);

describe('the settings', () => {
  it('that ship read whole: eight stores, the rules, a text of each kind', () => {
    const settings = read();
    expect(settings.stores.map(({ id }) => id).sort()).toEqual(
      ['1051707', '1120125', '1285716', '1462519', '1466783', '1473826', '867589', '951291'].sort(),
    );
    expect(settings.stores.filter(({ servedByLegacy }) => !servedByLegacy).map(({ id }) => id)).toEqual([
      '867589',
    ]);
    expect(settings.rules.map(({ send }) => send)).toEqual([
      ['confirm'],
      ['guide'],
      ['confirm'],
      ['guide'],
      ['event'],
    ]);
  });

  it("take the old system's one file of texts as it is, its store ids without quotes", () => {
    const guides = read().stores.map(({ id }) => `      ${id}: 오시는 길 ${id}`);
    rmSync(join(folder, 'templates'), { recursive: true });
    mkdirSync(join(folder, 'templates'));
    const old = `templates:
  booking_confirm: { type: LMS, contentType: COMM, subject: 예약 확정, content: 예약이 확정되었습니다. }
  guide:
    type: LMS
    contentType: COMM
    subject: 방문 안내
    stores:
${guides.join('\n')}
  event: { type: SMS, contentType: AD, subject: 행사, content: 오늘 감사합니다. }
`;
    writeFileSync(join(folder, 'templates/sms_templates.yaml'), old);
    const { confirm, guide, event } = read().templates;
    expect(confirm).toMatchObject({ type: 'LMS', subject: '예약 확정', content: '예약이 확정되었습니다.' });
    expect(guide.storeContents).toMatchObject({ 867589: '오시는 길 867589', 1051707: '오시는 길 1051707' });
    expect(event).toMatchObject({ type: 'SMS', contentType: 'AD' });
  });

  it('name file, line and field of what does not fit', () => {
    edit(
      'stores.yaml',
      'from: "0200000003", servedByLegacy: false',
      'from: "02-0000", servedByLegacy: false',
    );
    expect(read).toThrow(/^stores\.yaml:39: stores\.867589\.from: a sender number is 8 to 11 digits/);
  });

  it('refuse an unknown key by its line', () => {
    edit('stores.yaml', 'completedDaysBack', 'completedDays');
    expect(read).toThrow(
      /stores\.yaml:14: windows\.completedDays: unknown key; did you mean completedDaysBack\?/,
    );
  });

  it('refuse a kind of message that has no text, and one that has two', () => {
    rmSync(join(folder, 'templates/event.yaml'));
    expect(read).toThrow('there is no text of kind event');
    cpSync(join(folder, 'templates/guide.yaml'), join(folder, 'templates/other.yaml'));
    expect(read).toThrow(
      'templates/other.yaml: a second text of kind guide; remove it here or in the other file',
    );
  });

  it('are as the old function had it where stores.yaml does not say: moved bookings are confirmed again', () => {
    edit('stores.yaml', /^(rescheduled|adQuietHours|backlogAcknowledged):.*$/gm, '');
    edit('stores.yaml', /^ {2}ownNumberFor:.*$/m, '');
    expect(read()).toMatchObject({
      rescheduled: 'send',
      adQuietHours: { from: '21:00', to: '08:00' },
      backlogAcknowledged: null,
      ownNumberFor: ['guide'],
    });
  });

  it.each([
    ['rescheduled: send', 'rescheduled: maybe', /stores\.yaml:\d+: rescheduled: /],
    ['"08:00" }', '"21:30" }', /stores\.yaml:\d+: adQuietHours: quiet hours last at least an hour/],
    ['from: "21:00"', 'from: 9pm', /stores\.yaml:\d+: adQuietHours\.from: a time of day is HH:MM/],
    [
      ', backlogAcknowledged: null',
      ', backlogAcknowledged: yes',
      /stores\.yaml:\d+: stores\.867589\.backlogAcknowledged: an acknowledgement is the day/,
    ],
    [
      'servedByLegacy: true }',
      'servedByLegacy: true, texts: { Parking: x } }',
      /stores\.yaml:\d+: stores\.1051707\.texts\.Parking: a text is named in camelCase/,
    ],
  ])('refuse by file, line and field, with the remedy: %s -> %s', (from, to, problem) => {
    edit('stores.yaml', from, to);
    expect(read).toThrow(problem);
  });
});
