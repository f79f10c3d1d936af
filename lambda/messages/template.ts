import * as z from 'zod';
import { kindOfOldName } from '../../src/rules/message-kind.ts';
import type { Store } from '../settings/stores.ts';
import { fillTemplate, unknownPlaceholders } from './fill-template.ts';
import { smsBytes, typeByLength, whyUnsendable } from './message-limits.ts';

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
export function templateFileSchema(stores: readonly Store[]) {
  const template = z
    .strictObject({
      type: z.enum(['SMS', 'LMS']).nullable().default(null),
      contentType: z.enum(['COMM', 'AD']).default('COMM'),
      subject: z.string().nullable().default(null),
      content: z.string().nullable().default(null),
      stores: z.record(z.string(), z.string()).default({}),
    })
    .superRefine((written, context) => {
      for (const { path, message } of problemsOf(written, stores)) {
        context.addIssue({ code: 'custom', path, message });
      }
    })
    .transform(({ stores: storeContents, ...rest }): Template => ({ ...rest, storeContents }));
  const name = z.string().refine((written) => Object.hasOwn(kindOfOldName, written), {
    error: `a template is one of ${Object.keys(kindOfOldName).join(', ')}`,
  });
  return z.strictObject({ origin: z.string().optional(), templates: z.record(name, template) });
}

interface Written {
  readonly type: 'SMS' | 'LMS' | null;
  readonly subject: string | null;
  readonly content: string | null;
  readonly stores: Readonly<Record<string, string>>;
}

interface Problem {
  readonly path: string[];
  readonly message: string;
}

/** Every text of every store is checked as it would be sent, names of customers left out. */
function problemsOf(written: Written, stores: readonly Store[]): Problem[] {
  return [
    ...Object.keys(written.stores)
      .filter((id) => !stores.some((store) => store.id === id))
      .map((id) => ({ path: ['stores', id], message: 'no such store in stores.yaml' })),
    ...stores.flatMap((store) => {
      const own = written.stores[store.id];
      const path = own === undefined ? ['content'] : ['stores', store.id];
      const message = problemOf(written, own ?? written.content, store);
      return message === null ? [] : [{ path, message }];
    }),
  ];
}

function problemOf(written: Written, text: string | null, store: Store): string | null {
  if (text === null) return `store ${store.id} has no text`;
  const unknown = unknownPlaceholders(text);
  if (unknown.length > 0) return `unknown placeholder {${unknown[0]}}`;
  const content = fillTemplate(text, {
    storeName: store.name,
    customerName: '',
    bookingDate: '',
    bookingTime: '',
  });
  const why = whyUnsendable({ content, subject: written.subject });
  if (why !== null) return `store ${store.id}: ${why}`;
  if (written.type === 'SMS' && typeByLength(content) === 'LMS') {
    return `store ${store.id}: longer than the ${smsBytes} bytes of an SMS; say LMS or leave type out`;
  }
  return null;
}
