import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OperatorError } from '../../errors/operator-error.ts';
import { type ListedRule, listedRulesSchema } from '../../rules/rule.ts';
import { type ListedSettings, readListedSettings } from '../../rules/settings/read-settings.ts';
import { readYaml, SettingsError } from '../../yaml/read-yaml.ts';
import type { LocalToolbox } from '../define-local-command.ts';

type Place = Pick<LocalToolbox, 'cwd' | 'lambdaConfig'>;

export interface Configuration {
  /** As the operator would name it from where they stand. */
  readonly name: string;
  readonly settings: ListedSettings;
}

export interface NamedConfiguration {
  readonly config: string | undefined;
  readonly rules: string | undefined;
}

/**
 * Reads --config-folder, or the folder that the Lambda ships, with the rules of --rules in place of its own. Throws
 * RULES_INVALID with every problem of every file, by file, line and field.
 */
export function readConfiguration(place: Place, { config, rules }: NamedConfiguration): Configuration {
  const folder = config === undefined ? place.lambdaConfig : resolve(place.cwd, config);
  const name = config ?? nameOfShipped(place);
  const rulesFile =
    rules === undefined ? undefined : { url: pathToFileURL(resolve(place.cwd, rules)), name: rules };
  const read = () => readListedSettings(pathToFileURL(join(folder, '/')), rulesFile);
  return { name, settings: orInvalid(name, read) };
}

/** Reads --rules, or the rules that the Lambda ships. Throws RULES_INVALID with every problem, by file, line and field. */
export function readRules(place: Place, named: string | undefined): readonly ListedRule[] {
  const path = named === undefined ? join(place.lambdaConfig, 'rules.yaml') : resolve(place.cwd, named);
  const name = named ?? join(nameOfShipped(place), 'rules.yaml');
  return orInvalid(name, () => readYaml(pathToFileURL(path), listedRulesSchema, { name }));
}

function nameOfShipped({ cwd, lambdaConfig }: Place): string {
  return relative(cwd, lambdaConfig) || '.';
}

function orInvalid<Read>(name: string, read: () => Read): Read {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof SettingsError)) throw cause;
    throw new OperatorError(
      'RULES_INVALID',
      {
        what: cause.message,
        now: `Nothing was changed. A Lambda with this configuration (${name}) would not start, and so would send nothing.`,
        next: 'Mend the named lines, then run naver-sms rules check again.',
      },
      { cause },
    );
  }
}
