import type { MessageKind } from '../message-kind.ts';

/** What every template may name in braces, as `{storeName}`. */
const commonNames = ['storeName', 'customerName', 'bookingDate', 'bookingTime'] as const;

/** What a template of one kind may name beside them. */
const namesOfKind: Readonly<Record<MessageKind, readonly string[]>> = {
  confirm: [],
  guide: [],
  /** The names of the ordered options, with commas between them. */
  event: ['optionNames'],
};

/** The names that a template of this kind may use, those of the store's own texts left out. */
export function placeholderNames(kind: MessageKind): readonly string[] {
  return [...commonNames, ...namesOfKind[kind]];
}

const placeholder = /\{([^{}]*)\}/g;

/**
 * The template with its placeholders replaced, once: braces in a value stay as they are. One that has no value stays too:
 * templates are checked when loaded.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(placeholder, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

/** The names in braces, in their order. */
export function namesIn(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].map((match) => match[1] ?? '');
}

/** Names in braces that are not among these. */
export function unknownPlaceholders(template: string, known: readonly string[]): readonly string[] {
  return namesIn(template).filter((name) => !known.includes(name));
}
