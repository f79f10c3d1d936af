import { readYaml, SettingsError } from '../../yaml/read-yaml.ts';
import { enabledRules, type ListedRule, listedRulesOf, listedRulesSchema, type Rule } from '../rule.ts';
import { isInvented } from './invented.ts';
import { readTemplates, type Templates } from './read-templates.ts';
import { type Store, type StoreSettings, storesSchema } from './stores.ts';

/** All that the configuration beside the program says. */
export interface Settings extends StoreSettings {
  /** Those that are switched on. */
  readonly rules: readonly Rule[];
  readonly templates: Templates;
  /** Files that say that what they hold is invented: nothing of them may reach a real customer. */
  readonly inventedFiles: readonly string[];
}

/** As it stands in the files: the rules that are switched off too. */
export interface ListedSettings extends StoreSettings {
  readonly rules: readonly ListedRule[];
  readonly templates: Templates;
  /** Files that say that what they hold is invented: nothing of them may reach a real customer. */
  readonly inventedFiles: readonly string[];
}

/** Reads and checks the whole configuration once, at cold start. Throws SettingsError as readListedSettings does. */
export function readSettings(configFolder: URL): Settings {
  const listed = readListedSettings(configFolder);
  return { ...listed, rules: enabledRules(listed.rules) };
}

/**
 * Reads the configuration folder (its URL ends in a slash), with other rules than its own where `rules` names them. Throws
 * one SettingsError with every problem of every file, so that an operator mends them at once.
 */
export function readListedSettings(
  configFolder: URL,
  rules = { url: new URL('rules.yaml', configFolder), name: 'rules.yaml' },
): ListedSettings {
  const problems: string[] = [];
  const stores = collect(problems, () => readYaml(new URL('stores.yaml', configFolder), storesSchema));
  // Where the stores do not read, what is said of stores elsewhere cannot be judged; the rest can.
  const known: readonly Store[] | null = stores?.stores ?? null;
  const schema = known ? listedRulesOf(known.map(({ id }) => id)) : listedRulesSchema;
  const listed = collect(problems, () => readYaml(rules.url, schema, { name: rules.name }));
  const templates = collect(problems, () => readTemplates(new URL('templates/', configFolder), known));
  if (!stores || !listed || !templates) throw new SettingsError(problems);
  const origins = new Map([['stores.yaml', stores.origin], ...templates.origins]);
  const inventedFiles = [...origins].filter(([, origin]) => isInvented(origin)).map(([file]) => file);
  return { ...stores, rules: listed, templates: templates.templates, inventedFiles };
}

/** Null where it did not read; the problems say why. */
function collect<Value>(problems: string[], read: () => Value): Value | null {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof SettingsError)) throw cause;
    problems.push(...cause.problems);
    return null;
  }
}
