import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../../src/rules/settings/read-settings.ts';
import { SettingsError } from '../../../src/yaml/read-yaml.ts';
import { editFile } from './edit-file.ts';

/* What a hand on the keyboard does to the configuration: each gets one line with file, line, field, value and remedy. */

const shipped = new URL('../../../lambda/config/', import.meta.url);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'naver-sms-config-'));
  cpSync(shipped, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = () => readSettings(pathToFileURL(`${folder}/`));
const put = (file: string, content: string | Buffer) => writeFileSync(join(folder, file), content);
const edit = (file: string, from: string | RegExp, to: string) => editFile(join(folder, file), from, to);

function problems(): readonly string[] {
  try {
    read();
  } catch (cause) {
    if (cause instanceof SettingsError) return cause.problems;
    throw cause;
  }
  return [];
}

const condition = (written: string) => () =>
  edit('rules.yaml', '- booking_not_in_db: true\n', `- booking_not_in_db: true\n        - ${written}\n`);
const event = (template: string) => () =>
  put('templates/event.yaml', `templates:\n  event:\n    ${template}\n`);
const stores = (from: string, to: string) => () => edit('stores.yaml', from, to);
const rules = (from: string, to: string) => () => edit('rules.yaml', from, to);

describe('one mistake is one problem, by file, line, field, value and remedy', () => {
  it.each<[string, () => void, string | RegExp]>([
    // stores.yaml
    [
      'a key written twice',
      stores('rescheduled: send', 'rescheduled: send\nrescheduled: skip'),
      'stores.yaml:18: rescheduled is there a second time, and only one of them can count; remove or rename one',
    ],
    [
      'two stores of one id',
      stores('  "1120125":', '  "1051707":'),
      'stores.yaml:34: "1051707" is there a second time, and only one of them can count; remove or rename one',
    ],
    [
      'two stores of one id, one of them without quotes',
      stores('  "1120125":', '  1051707:'),
      'stores.yaml:34: 1051707 is there a second time, and only one of them can count; remove or rename one',
    ],
    [
      'no store',
      () => edit('stores.yaml', /\nstores:[\s\S]*$/, '\nstores: {}\n'),
      'stores.yaml:32: stores: at least one store is needed; write it as "1051707": { name, from, servedByLegacy }',
    ],
    [
      'a store id that is none',
      stores('  "1120125":', '  gaon2:'),
      'stores.yaml:34: stores.gaon2: a store id is its business id at booking.naver.com, digits alone',
    ],
    [
      'a sender number without quotes, which has lost its zero',
      stores('from: "0200000001"', 'from: 0200000001'),
      'stores.yaml:33: stores.1051707.from: a sender number is 8 to 11 digits in quotes, without hyphens (it is 0200000001)',
    ],
    [
      'a sender number of a store whose id has no quotes, by its own line',
      stores(
        '  "1120125": { name: 가온 스튜디오 2호점, from: "0200000001"',
        '  1120125: { name: 가온 2호점, from: "02"',
      ),
      'stores.yaml:34: stores.1120125.from: a sender number is 8 to 11 digits in quotes, without hyphens (it is "02")',
    ],
    [
      'no sender number',
      stores(' from: "0200000001",', ''),
      'stores.yaml:33: stores.1051707.from: a sender number is 8 to 11 digits in quotes, without hyphens (it is missing)',
    ],
    [
      'an unknown key',
      stores('rescheduled: send', 'reschedule: send'),
      'stores.yaml:17: reschedule: unknown key; did you mean rescheduled? known: origin, senders, windows, rescheduled, adQuietHours, backlogAcknowledged, stores',
    ],
    [
      'a value of another type',
      stores('confirmedDaysAhead: 366', 'confirmedDaysAhead: many'),
      'stores.yaml:13: windows.confirmedDaysAhead: it takes a number (it is many)',
    ],
    [
      'a number out of its bounds',
      stores('confirmedDaysAhead: 366', 'confirmedDaysAhead: 0'),
      'stores.yaml:13: windows.confirmedDaysAhead: it takes at least 1 (it is 0)',
    ],
    // rules.yaml
    [
      'broken YAML',
      rules('send: [guide]', 'send: [guide'),
      /^rules\.yaml:25: this line is not indented like its neighbours, or a bracket before it is open; .*\(at: - name: R2/,
    ],
    ['a tab', rules('    enabled', '\tenabled'), /^rules\.yaml:9: .*\(at: /],
    [
      'no rule',
      () => put('rules.yaml', 'rules: []\n'),
      /^rules\.yaml:1: rules: there is no rule, so nothing would ever be sent/,
    ],
    [
      'an empty file',
      () => put('rules.yaml', ''),
      'rules.yaml:1: nothing stands there; it takes keys with values',
    ],
    [
      'a second document',
      () => put('rules.yaml', 'rules: []\n---\nrules: []\n'),
      'rules.yaml:2: a line --- begins a second document, which nobody reads; remove it (at: ---)',
    ],
    [
      'a second rule of one name',
      rules('R1 New booking within two hours', 'R1 New booking'),
      'rules.yaml:16: rules.1.name: a second rule "R1 New booking"; give it a name of its own',
    ],
    [
      'a rule that neither sends nor tells',
      rules('send: [guide]', 'notes: later'),
      'rules.yaml:16: rules.1: a rule has either send, as send: [confirm], or actions, as actions: [{ log_event: a text }], and not both',
    ],
    [
      'a message that there is not',
      rules('send: [guide]', 'send: [gide]'),
      'rules.yaml:23: rules.1.send.0: did you mean guide? it takes one of confirm, guide, event (it is gide)',
    ],
    [
      'an unknown action',
      rules('send: [guide]', 'actions: [{ send_mail: x }]'),
      /^rules\.yaml:23: rules\.1\.actions\.0: an action is one of send_sms: .* \(it is \{"send_mail":"x"\}\)$/,
    ],
    [
      'an unknown condition',
      condition('bookng_in_db: true'),
      /^rules\.yaml:22: rules\.1\.when\.all\.2\.bookng_in_db: unknown condition "bookng_in_db"; did you mean booking_in_db\? known: /,
    ],
    [
      'a store that there is not',
      condition('not: { any: [current_hour: 3, store_id_matches: ["1051707", "1051708"]] }'),
      /^rules\.yaml:22: rules\.1\.when\.all\.2\.not\.any\.1\.store_id_matches\.1: store 1051708 is not in stores\.yaml; add it there or mend the id, one of 867589,/,
    ],
    [
      'a range that ends before it begins',
      condition('date_range: { from: 2026-12-31, to: 2026-12-01 }'),
      'rules.yaml:22: rules.1.when.all.2.date_range: the range ends before it begins; write it as date_range: { from: 2026-12-01, to: 2026-12-31 } (it is date_range: {"from":"2026-12-31","to":"2026-12-01"})',
    ],
    [
      'a day that there is not',
      condition('date_range: { from: 2026-02-30, to: 2026-12-01 }'),
      /^rules\.yaml:22: rules\.1\.when\.all\.2\.date_range: from: it takes a day that there is, as 2026-12-01; write it as .*"2026-02-30"/,
    ],
    [
      // There is no condition that takes a regular expression.
      'an operator that there is not',
      condition('field: { path: name, operator: matches, value: "(" }'),
      /^rules\.yaml:22: rules\.1\.when\.all\.2\.field: .*an operator is one of equals, .*write it as field: \{ path: .*"matches"/,
    ],
    // templates/
    [
      'a text with an unknown placeholder, once for all stores',
      event('content: "{shop} 안내"'),
      /^templates\/event\.yaml:3: templates\.event\.content: store 867589 and 7 more: unknown placeholder \{shop\}; known: storeName, .*mend it$/,
    ],
    [
      'no text',
      event('contentType: COMM'),
      'templates/event.yaml:2: templates.event.content: store 867589 and 7 more: there is no text; write content for all stores, or one under stores for each',
    ],
    [
      'a text that EUC-KR lacks',
      event('content: "안내 😀"'),
      /^templates\/event\.yaml:3: templates\.event\.content: store 867589 and 7 more: the content has characters that EUC-KR lacks, which SENS cannot send: U\+1F600; write it without them$/,
    ],
    [
      'a text that is too long for the store of the longest name alone',
      () => {
        edit('stores.yaml', '가온 스튜디오 3호점', '가온 스튜디오 아주 긴 이름 3호점');
        event(`content: "{storeName} ${'가'.repeat(988)}"`)();
      },
      'templates/event.yaml:3: templates.event.content: store 1285716: the content has 2009 bytes in EUC-KR, 2000 are possible; shorten it',
    ],
    [
      'a text that # would cut',
      event('content: 입구 #1 입니다'),
      'templates/event.yaml:3: what follows # is a comment in YAML and would not be sent; put the whole text in quotes (at: #1 입니다)',
    ],
    [
      'a text that begins with *',
      event('content: *중요'),
      /^templates\/event\.yaml:3: what begins with \* is an alias in YAML; put the whole text in quotes/,
    ],
    [
      'a text that begins with !',
      event('content: !important 안내'),
      /^templates\/event\.yaml:3: what begins with ! is a tag in YAML; put the whole text in quotes/,
    ],
    [
      'a text that begins with a brace',
      event('content: {storeName} 안내'),
      /^templates\/event\.yaml:3: this cannot stand here; where it is a text, put the whole text in quotes/,
    ],
    [
      'a file that an editor saved in EUC-KR',
      () =>
        put('templates/event.yaml', Buffer.concat([Buffer.from('templates: # '), Buffer.from([0xb0, 0xa1])])),
      'templates/event.yaml: the file is not UTF-8; save it as UTF-8 in your editor',
    ],
    [
      'a file that does not belong there',
      () => put('templates/.DS_Store', 'x'),
      'templates/.DS_Store: only .yaml files belong in this folder; remove or rename it',
    ],
    [
      'a file that is not there',
      () => rmSync(join(folder, 'rules.yaml')),
      'rules.yaml: the file cannot be read (ENOENT); put it there, readable by everybody',
    ],
    [
      'texts that are not there',
      () => {
        rmSync(join(folder, 'templates'), { recursive: true });
        mkdirSync(join(folder, 'templates'));
        cpSync(new URL('templates/confirm.yaml', shipped), join(folder, 'templates/confirm.yaml'));
        cpSync(new URL('templates/guide.yaml', shipped), join(folder, 'templates/guide.yaml'));
      },
      'templates/: there is no text of kind event; add it under templates: in a file there',
    ],
  ])('%s', (_, spoil, problem) => {
    spoil();
    expect(problems()).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
  });

  it('says every problem of every file at once', () => {
    edit('stores.yaml', 'rescheduled: send', 'rescheduled: maybe\nextra: 1');
    edit('rules.yaml', 'send: [guide]', 'send: [gide]');
    event('content: 3')();
    put('templates/guide.yaml', 'templates: [');
    expect(problems().map((problem) => problem.split(': ')[0])).toEqual([
      'stores.yaml:17',
      'stores.yaml:18',
      'rules.yaml:23',
      'templates/event.yaml:3',
      expect.stringMatching(/^templates\/guide\.yaml:\d$/),
    ]);
  });

  it('takes the configuration that ships, and comments that cut no text', () => {
    edit('templates/event.yaml', 'contentType: COMM', 'contentType: COMM # no advertisement');
    expect(problems()).toEqual([]);
  });
});
