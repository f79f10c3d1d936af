/** What a template may name in braces, as `{storeName}`. */
export const placeholderNames = ['storeName', 'customerName', 'bookingDate', 'bookingTime'] as const;

export type Placeholders = Readonly<Record<(typeof placeholderNames)[number], string>>;

const placeholder = /\{([^{}]*)\}/g;

/** The template with its placeholders replaced. One that has no value stays as it is: templates are checked when loaded. */
export function fillTemplate(template: string, values: Partial<Placeholders>): string {
  return template.replaceAll(placeholder, (whole, name: string) => {
    const known = placeholderNames.find((candidate) => candidate === name);
    return (known && values[known]) ?? whole;
  });
}

/** Names in braces that are no placeholder. */
export function unknownPlaceholders(template: string): readonly string[] {
  const names = [...template.matchAll(placeholder)].map((match) => match[1] ?? '');
  return names.filter((name) => !placeholderNames.some((known) => known === name));
}
