import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readYaml, SettingsError } from '../../yaml/read-yaml.ts';
import { kindOfOldName, type MessageKind, messageKinds } from '../message-kind.ts';
import type { Store } from './stores.ts';
import { type Template, templateFileSchema } from './template.ts';

export type Templates = Readonly<Record<MessageKind, Template>>;

export interface TemplateFiles {
  readonly templates: Templates;
  /** What each file says of where it comes from, by its name; null if it does not. */
  readonly origins: ReadonlyMap<string, string | null>;
}

/**
 * Reads every file of the folder (its URL ends in a slash). Throws SettingsError with every problem of every file, also
 * where a kind has no text or two. Stores null: they are not known, and the texts are read without them.
 */
export function readTemplates(folder: URL, stores: readonly Store[] | null): TemplateFiles {
  const problems: string[] = [];
  const found = new Map<string, Template>();
  const origins = new Map<string, string | null>();
  for (const file of filesIn(folder)) {
    for (const [kind, template] of readFile(folder, file, { stores, problems, origins })) {
      if (found.has(kind)) {
        problems.push(`${nameOf(file)}: a second text of kind ${kind}; remove it here or in the other file`);
      }
      found.set(kind, template);
    }
  }
  const { confirm, guide, event } = Object.fromEntries(found);
  // A kind that is in a file that does not read is not missing.
  if (problems.length === 0) problems.push(...missing(found));
  if (problems.length > 0 || !confirm || !guide || !event) throw new SettingsError(problems);
  return { templates: { confirm, guide, event }, origins };
}

interface Reading {
  readonly stores: readonly Store[] | null;
  readonly problems: string[];
  readonly origins: Map<string, string | null>;
}

function readFile(
  folder: URL,
  file: string,
  { stores, problems, origins }: Reading,
): readonly [MessageKind, Template][] {
  if (!/\.ya?ml$/.test(file)) {
    problems.push(`${nameOf(file)}: only .yaml files belong in this folder; remove or rename it`);
    return [];
  }
  try {
    const url = new URL(encodeURIComponent(file), folder);
    const name = nameOf(file);
    const { origin, templates } = readYaml(url, templateFileSchema(stores), { name, holdsTexts: true });
    origins.set(name, origin);
    return Object.entries(templates).flatMap(([written, template]): [MessageKind, Template][] => {
      const kind = kindOfOldName[written];
      return kind ? [[kind, template]] : [];
    });
  } catch (cause) {
    if (!(cause instanceof SettingsError)) throw cause;
    problems.push(...cause.problems);
    return [];
  }
}

function filesIn(folder: URL): readonly string[] {
  try {
    return readdirSync(fileURLToPath(folder)).sort();
  } catch {
    throw new SettingsError(['templates/: the folder cannot be read; put the message texts there']);
  }
}

function missing(found: ReadonlyMap<string, Template>): readonly string[] {
  return messageKinds
    .filter((kind) => !found.has(kind))
    .map((kind) => `templates/: there is no text of kind ${kind}; add it under templates: in a file there`);
}

const nameOf = (file: string): string => `templates/${file}`;
