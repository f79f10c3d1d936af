import { describe, expect, it } from 'vitest';
import { readSendAnswer } from '../../../lambda/send/read-send-answer.ts';

const at = new Date('2026-11-02T05:00:00Z');

const read = (body: unknown, more: { status?: number; retryAfter?: string | null } = {}) =>
  readSendAnswer(
    {
      status: more.status ?? 400,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      retryAfter: more.retryAfter ?? null,
      at,
    },
    ['01000000001', '김가상님, 예약되었습니다'],
  );

describe("SENS's answer to a send", () => {
  it('reads the code and words of the gateway and of SENS', () => {
    const gateway = {
      error: { errorCode: '300', message: 'Not Found Exception', details: 'URL not found.' },
    };
    expect(read(gateway, { status: 404 })).toMatchObject({ code: '300', text: 'Not Found Exception' });
    expect(read({ statusCode: '400', statusName: 'fail', errorMessage: 'bad' })).toMatchObject({
      code: null,
      text: 'bad',
      saysFailed: true,
    });
    expect(read({ error: { errorCode: 420 } }, { status: 429 })).toMatchObject({ code: '420', text: null });
  });

  it('takes neither a status of success nor a body of another form for a failure', () => {
    for (const body of [
      { requestId: 'r', statusCode: '202', statusName: 'success' },
      { requestId: 'r', statusCode: 202 },
      { requestId: 'r' },
      { requestId: 'r', statusCode: null, statusName: null },
    ]) {
      expect(read(body, { status: 202 })).toMatchObject({ requestId: 'r', saysFailed: false });
    }
    for (const body of ['', '<html>', '[]', 'null', '7', { requestId: 7 }, { requestId: '' }]) {
      expect(read(body, { status: 202 })).toMatchObject({ requestId: null });
    }
  });

  it("keeps a customer's number and text out of the vendor's words", () => {
    expect(read({ errorMessage: 'invalid to: 010-0000-0002' }).text).toBe('invalid to: 010-****-0002');
    expect(read({ errorMessage: 'invalid to: 01000000001' }).text).toBeNull();
    expect(read({ errorMessage: 'bad content: 김가상님, 예약되었습니다' }).text).toBeNull();
    expect(read({ errorMessage: 'x'.repeat(500) }).text).toHaveLength(121);
    expect(read({ errorMessage: 'two\nlines' }).text).toBe('two lines');
  });

  it('reads Retry-After in seconds and as a date, and nothing else', () => {
    const waits = [
      '3',
      ' 3 ',
      'Mon, 02 Nov 2026 05:00:03 GMT',
      'Mon, 02 Nov 2026 04:00:00 GMT',
      '1.5',
      'soon',
      '-1',
      '',
      null,
    ];
    expect(waits.map((retryAfter) => read({}, { retryAfter }).retryAfterMs)).toEqual([
      3_000,
      3_000,
      3_000,
      0,
      1_500,
      null,
      null,
      null,
      null,
    ]);
  });
});
