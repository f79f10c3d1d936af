import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnCli } from '../../support/spawn-cli.ts';

/** Invented. */
const booking = {
  bookingId: 11,
  businessId: 1051707,
  name: '김가상',
  phone: '01000000011',
  bookingStatusCode: 'RC08',
  snapshotJson: {
    startDateTime: '2026-11-02T05:00:00Z',
    bookingOptionJson: [{ name: '네이버 이벤트', bookingCount: 1 }],
  },
};
const item = {
  Item: {
    booking_num: { S: '1051707_11' },
    phone: { S: '010-0000-0011' },
    confirm_sms: { BOOL: true },
    remind_sms: { BOOL: true },
    option_sms: { BOOL: false },
  },
};
const shipped = new URL('../../../lambda/config/rules.yaml', import.meta.url);

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'naver-sms-rules-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const put = (name: string, content: unknown) =>
  writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
const rules = (...words: string[]) => spawnCli(['rules', ...words], { cwd });

describe('rules check', () => {
  it('takes the rules that ship, and lists them', async () => {
    const { exitCode, stdout } = await rules('check');
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('is valid: 5 rules, 5 of them switched on'),
    });
    expect(stdout).toContain('on   R3 Evening option message: send event');
    expect(stdout).toMatch(/new {2}.* \(867589\): the old function did not serve it; /);
  });

  it('checks stores and texts too, and names every problem of every file', async () => {
    cpSync(new URL('.', shipped), join(cwd, 'config'), { recursive: true });
    put('config/templates/event.yaml', 'templates:\n  event:\n    content: "{shop}"\n');
    const stores = readFileSync(join(cwd, 'config/stores.yaml'), 'utf8');
    put('config/stores.yaml', stores.replace('rescheduled: send', 'rescheduled: maybe'));

    const first = await rules('check', '--config-folder', 'config');
    put('config/stores.yaml', stores);
    const second = await rules('check', '--config-folder', 'config');

    expect([first.exitCode, second.exitCode]).toEqual([2, 2]);
    expect(first.stderr).toContain('stores.yaml:17: rescheduled: it takes one of send, skip (it is maybe)');
    expect(second.stderr).toMatch(/templates\/event\.yaml:3: templates\.event\.content: store .*\{shop\}/);
    expect(second.stderr).toContain('A Lambda with this configuration (config) would not start');
  });

  it('names file, line, field and remedy of what does not fit, and ends with 2', async () => {
    put('mine.yaml', readFileSync(shipped, 'utf8').replace('current_hour: 20', 'current_hours: 20'));
    const { exitCode, stdout, stderr } = await rules('check', '--rules', 'mine.yaml');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /mine\.yaml:\d+: rules\.4\.when\.all\.3\.current_hours: unknown condition.*did you mean current_hour\?/,
    );
  });

  it('names a file that is not there, and ends with 2', async () => {
    const { exitCode, stderr } = await rules('check', '--rules', 'none.yaml');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('none.yaml: the file cannot be read (ENOENT); put it there');
  });
});

describe('rules explain', () => {
  it('says why the evening message is due, and shows no name and no phone number', async () => {
    put('booking.json', booking);
    put('row.json', item);
    const words = ['explain', 'booking.json', '--record', 'row.json', '--at', '2026-11-02 20:00'];
    const { exitCode, stdout } = await rules(...words);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('✔ R3 Evening option message: event due');
    expect(stdout).toContain('✔ current_hour: 20 (it is 2026-11-02 20:00:00 KST)');
    expect(stdout).toContain('✖ booking_status: "RC03" (the booking is RC08)');
    expect(stdout).toContain('Booking 1051707_11 at 2026-11-02 20:00:00 KST: due: event.');
    expect(stdout).not.toMatch(/김가상|0000-?0011/);
  });

  it('says why it is not due an hour later', async () => {
    put('booking.json', booking);
    put('row.json', item);
    const { stdout } = await rules(
      'explain',
      'booking.json',
      '--record',
      'row.json',
      '--at',
      '2026-11-02 21:00',
    );
    expect(stdout).toContain('✖ current_hour: 20 (it is 2026-11-02 21:00:00 KST)');
    expect(stdout).toContain('no message is due');
  });

  it('evaluates a rule over a field that no code knows, with and, or and not', async () => {
    put('booking.json', { ...booking, aFieldOfTomorrow: { deep: 7 } });
    put(
      'mine.yaml',
      `rules:
  - name: Tomorrow
    enabled: true
    when:
      all:
        - booking_status: RC08
        - any: [current_hour: 3, field: { path: aFieldOfTomorrow.deep, operator: at_least, value: 7 }]
        - not: { field: { path: aFieldOfTomorrow.deep, operator: at_least, value: 8 } }
    send: [event]
`,
    );
    const explained = ['explain', 'booking.json', '--rules', 'mine.yaml', '--at'];
    const { exitCode, stdout } = await rules(...explained, '2026-11-02 20:00');
    const late = await rules(...explained, '2026-11-03 20:00');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('✔ Tomorrow: event due; event is sent until 2026-11-03 14:00 KST');
    expect(late.stdout).toContain('event is too old: it is sent until 2026-11-03 14:00 KST');
    expect(late.stdout).toContain('no message is due');
    expect(stdout).toContain('(aFieldOfTomorrow.deep is 7)');
  });

  it('says that the Lambda skips a booking whose phone is masked', async () => {
    put('booking.json', { ...booking, phone: '010****0011' });
    const { exitCode, stdout } = await rules('explain', 'booking.json');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('the Lambda skips and reports it (masked-phone, field phone)');
  });

  it('names file and field of a case that cannot be read, never its content, and ends with 2', async () => {
    put('booking.json', booking);
    put('broken.json', '{ "name": "김가상", ');
    put('other.json', { ...item.Item, booking_num: { S: '1051707_12' } });
    put('flag.json', { ...item.Item, confirm_sms: { S: 'true' } });
    const cases = [
      [['broken.json'], /broken\.json: it is no JSON/],
      [['booking.json', '--record', 'none.json'], /none\.json: it cannot be read \(ENOENT\)/],
      [['booking.json', '--record', 'other.json'], /other\.json: booking_num is that of another row/],
      [['booking.json', '--record', 'flag.json'], /flag\.json: confirm_sms: it takes true or false/],
      [
        ['1051707_11'],
        /1051707_11: that is a booking number, and only the Lambda can look one up; save the row/,
      ],
      [['booking.json', '--at', 'later'], /--at: "later" is no time/],
      [['booking.json', '--released', 'all'], /--released: "all" is no list/],
    ] as const;
    const runs = await Promise.all(cases.map(([words]) => rules('explain', ...words)));
    for (const [index, { exitCode, stderr }] of runs.entries()) {
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(cases[index]?.[1] ?? '');
      expect(stderr).not.toContain('김가상');
    }
  });
});
