import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OperatorError } from '../../errors/operator-error.ts';
import { type ListedSettings, readListedSettings } from '../../rules/settings/read-settings.ts';
import { SettingsError } from '../../yaml/read-yaml.ts';
import type { LocalToolbox } from '../define-local-command.ts';
import { nameOfShipped } from './read-rules-file.ts';

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
export function readConfiguration(
  toolbox: Pick<LocalToolbox, 'cwd' | 'lambdaConfig'>,
  { config, rules }: NamedConfiguration,
): Configuration {
  const folder = config === undefined ? toolbox.lambdaConfig : resolve(toolbox.cwd, config);
  const name = config ?? nameOfShipped(toolbox);
  const rulesFile = rules && { url: pathToFileURL(resolve(toolbox.cwd, rules)), name: rules };
  try {
    return { name, settings: readListedSettings(pathToFileURL(join(folder, '/')), rulesFile || undefined) };
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
