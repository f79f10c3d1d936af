import * as z from 'zod';
import { readableText } from '../../domain/readable-text.ts';
import { kindOfOldName, type MessageKind } from '../message-kind.ts';
import { readEucKr } from './euc-kr.ts';
import { fillTemplate, placeholderNames, unknownPlaceholders } from './fill-template.ts';
import { smsBytes, typeByLength, whyUnsendable } from './message-limits.ts';
import type { Store } from './stores.ts';

/** The text of one kind of message. */
export interface Template {
  /** Null: by length. LMS: always LMS. */
  readonly type: 'SMS' | 'LMS' | null;
  readonly contentType: 'COMM' | 'AD';
  readonly subject: string | null;
  /** For stores without a text of their own. */
  readonly content: string | null;
  readonly storeContents: Readonly<Record<string, string>>;
}

/** The shape of a file in templates/, that of the old one: `templates.<name>{type, contentType, subject, content | stores}`. */
export function templateFileSchema(stores: readonly Store[] | null) {
  const name = z.string().refine((written) => Object.hasOwn(kindOfOldName, written), {
    error: `a template is one of ${Object.keys(kindOfOldName).join(', ')}`,
  });
  const templates = z
    .record(name, writtenTemplate)
    .superRefine((all, context) => {
      for (const [written, template] of Object.entries(all)) {
        const kind = kindOfOldName[written] ?? 'confirm';
        const problems = stores ? problemsOf({ ...template, kind }, stores) : [];
        for (const { path, message } of problems) {
          context.addIssue({ code: 'custom', path: [written, ...path], message });
        }
      }
    })
    .transform(
      (all): Readonly<Record<string, Template>> =>
        Object.fromEntries(
          Object.entries(all).map(([written, { stores: storeContents, ...rest }]) => [
            written,
            { ...rest, storeContents },
          ]),
        ),
    );
  return z.strictObject({ origin: z.string().nullable().default(null), templates });
}

/** An editor on macOS may write Hangul in parts, which EUC-KR lacks. */
const text = z.string().transform(readableText);

const writtenTemplate = z.strictObject({
  type: z.enum(['SMS', 'LMS']).nullable().default(null),
  contentType: z.enum(['COMM', 'AD']).default('COMM'),
  subject: text.nullable().default(null),
  content: text.nullable().default(null),
  stores: z.record(z.string(), text).default({}),
});

type Written = z.output<typeof writtenTemplate> & { readonly kind: MessageKind };

interface Problem {
  readonly path: string[];
  readonly message: string;
}

/** Every text of every store is checked as it would be sent, what a booking fills in left out. */
function problemsOf(written: Written, stores: readonly Store[]): Problem[] {
  return [
    ...(written.contentType === 'AD' && written.kind === 'confirm'
      ? [{ path: ['contentType'], message: confirmIsNoAd }]
      : []),
    ...Object.keys(written.stores)
      .filter((id) => !stores.some((store) => store.id === id))
      .map((id) => ({ path: ['stores', id], message: noSuchStore(id, stores) })),
    ...textProblems(written, stores),
  ];
}

/** It makes the row by which later messages know the booking, so it must not wait for a morning. */
const confirmIsNoAd = 'a confirmation is no advertisement, since it must not wait for a morning; say COMM';

function noSuchStore(id: string, stores: readonly Store[]): string {
  return `store ${id} is not in stores.yaml; add it there or mend the id, one of ${stores.map((store) => store.id).join(', ')}`;
}

/** One text can be wrong for a thousand stores: that is one problem, with the first of them named. */
function textProblems(written: Written, stores: readonly Store[]): Problem[] {
  const found = new Map<string, Problem & { readonly ids: string[] }>();
  for (const { id, ...store } of stores) {
    const own = written.stores[id];
    const path = own === undefined ? ['content'] : ['stores', id];
    const message = problemOf(written, own ?? written.content, { id, ...store });
    if (message === null) continue;
    const key = `${path.join('.')} ${message}`;
    const { ids } = found.get(key) ?? { ids: [] };
    found.set(key, { path, message, ids: [...ids, id] });
  }
  return [...found.values()].map(({ path, message, ids: [first, ...others] }) => ({
    path,
    message: `store ${first}${others.length === 0 ? '' : ` and ${others.length} more`}: ${message}`,
  }));
}

function problemOf(written: Written, text: string | null, store: Store): string | null {
  if (text === null) return 'there is no text; write content for all stores, or one under stores for each';
  const names = [...placeholderNames(written.kind), ...Object.keys(store.texts)];
  const [unknown] = unknownPlaceholders(text, names);
  if (unknown !== undefined) {
    return `unknown placeholder {${unknown}}; known: ${names.join(', ')}; add it to the store's texts in stores.yaml, or mend it`;
  }
  const blank = Object.fromEntries(placeholderNames(written.kind).map((name) => [name, '']));
  const content = fillTemplate(text, { ...store.texts, ...blank, storeName: store.name });
  const why = whyUnsendable({ content, subject: written.subject });
  if (why !== null) return why;
  if (written.type === 'SMS' && typeByLength(content) === 'LMS') {
    return `${readEucKr(content).bytes} bytes in EUC-KR, and an SMS has ${smsBytes}; say LMS or leave type out`;
  }
  return null;
}
