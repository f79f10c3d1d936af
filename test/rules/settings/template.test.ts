import { describe, expect, it } from 'vitest';
import { templateFileSchema } from '../../../src/rules/settings/template.ts';
import { parseYaml } from '../../../src/yaml/read-yaml.ts';

const stores = ['1', '2'].map((id) => ({
  id,
  name: '가상점',
  from: '0200000001',
  servedByLegacy: true,
  backlogAcknowledged: null,
  texts: id === '1' ? { parking: '뒤편' } : {},
}));
const read = (text: string) => parseYaml('t.yaml', text, templateFileSchema(stores));

describe('a template file', () => {
  it("is read in the old file's shape", () => {
    const file = read(
      'templates:\n  guide: { type: LMS, contentType: COMM, subject: 안내, stores: { "1": 가, "2": 나 } }',
    );
    expect(file.templates.guide).toEqual({
      type: 'LMS',
      contentType: 'COMM',
      subject: '안내',
      content: null,
      storeContents: { '1': '가', '2': '나' },
    });
  });

  it.each([
    [
      'a store without a text',
      'guide: { stores: { "1": 가 } }',
      't.yaml:2: templates.guide.content: store 2: there is no text; write content',
    ],
    [
      'an unknown store',
      'guide: { content: 가, stores: { "9": 가 } }',
      'templates.guide.stores.9: store 9 is not in stores.yaml; add it there or mend the id, one of 1, 2',
    ],
    [
      'an unknown placeholder',
      'event: { content: "{shopName} 가" }',
      'unknown placeholder {shopName}; known: storeName',
    ],
    [
      "a store's own text that another store lacks",
      'guide: { content: "가 {parking}" }',
      'store 2: unknown placeholder {parking}',
    ],
    [
      'a placeholder of another kind',
      'guide: { content: "{optionNames}" }',
      'unknown placeholder {optionNames}',
    ],
    [
      'a confirmation that is an advertisement',
      'confirm: { contentType: AD, content: 가 }',
      't.yaml:2: templates.confirm.contentType: a confirmation is no advertisement',
    ],
    [
      'a character that EUC-KR lacks',
      'event: { content: "가 😀" }',
      'store 1 and 1 more: the content has characters that EUC-KR lacks, which SENS cannot send: U+1F600; write it without them',
    ],
    ['an empty text', 'event: { content: " " }', 'the content is empty'],
    [
      'a text too long for an LMS',
      `event: { content: ${'가'.repeat(1_001)} }`,
      'the content has 2002 bytes in EUC-KR, 2000 are possible',
    ],
    ['a subject too long', `event: { content: 가, subject: ${'가'.repeat(21)} }`, 'the subject has 42 bytes'],
    [
      'an SMS too long for one',
      `event: { type: SMS, content: ${'가'.repeat(46)} }`,
      '92 bytes in EUC-KR, and an SMS has 90; say LMS or leave type out',
    ],
    ['an unknown name', 'evnt: { content: 가 }', 'a template is one of booking_confirm'],
  ])('with %s is refused by line', (_, template, problem) => {
    expect(() => read(`templates:\n  ${template}`)).toThrow(problem);
  });
});
