import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kindOfOldName, type MessageKind } from '../../src/rules/message-kind.ts';
import { readYaml, SettingsError } from '../../src/rules/read-yaml.ts';
import type { Store } from '../settings/stores.ts';
import { type Template, templateFileSchema } from './template.ts';

export type Templates = Readonly<Record<MessageKind, Template>>;

/** Reads every file of the folder (its URL ends in a slash). Throws SettingsError where a kind is missing or there twice. */
export function readTemplates(folder: URL, stores: readonly Store[]): Templates {
  const found = new Map<MessageKind, Template>();
  for (const file of readdirSync(fileURLToPath(folder)).sort()) {
    const { templates } = readYaml(new URL(file, folder), templateFileSchema(stores));
    for (const [name, template] of Object.entries(templates)) {
      const kind = kindOfOldName[name];
      if (!kind) continue;
      if (found.has(kind))
        throw new SettingsError([`${file}: templates.${name}: a second text of kind ${kind}`]);
      found.set(kind, template);
    }
  }
  const need = (kind: MessageKind): Template => {
    const template = found.get(kind);
    if (!template) throw new SettingsError([`templates/: there is no text of kind ${kind}`]);
    return template;
  };
  return { confirm: need('confirm'), guide: need('guide'), event: need('event') };
}
