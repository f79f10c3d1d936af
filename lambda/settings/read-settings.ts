import { readYaml } from '../../src/rules/read-yaml.ts';
import { type Rule, rulesSchema } from '../../src/rules/rule.ts';
import { readTemplates, type Templates } from '../messages/read-templates.ts';
import { type StoreSettings, storesSchema } from './stores.ts';

/** All that the configuration beside the program says. */
export interface Settings extends StoreSettings {
  readonly rules: readonly Rule[];
  readonly templates: Templates;
}

/** Reads and checks the whole configuration once, at cold start. Throws SettingsError with `file:line: field: problem`. */
export function readSettings(configFolder: URL): Settings {
  const stores = readYaml(new URL('stores.yaml', configFolder), storesSchema);
  const rules = readYaml(new URL('rules.yaml', configFolder), rulesSchema);
  const templates = readTemplates(new URL('templates/', configFolder), stores.stores);
  return { ...stores, rules, templates };
}
