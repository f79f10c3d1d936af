import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { OperatorError } from '../../errors/operator-error.ts';
import { decode, parseYaml, SettingsError } from '../../yaml/read-yaml.ts';
import { type Config, configSchema } from './config-schema.ts';

export const configFileName = 'naver-sms.config.yaml';

export interface ConfigFile {
  readonly path: string;
  readonly config: Config;
}

/** Reads the named file, or the nearest naver-sms.config.yaml upwards. Null where none was named and none is there. */
export function readConfig(named: string | undefined, cwd: string): ConfigFile | null {
  const found = named === undefined ? findUpwards(cwd) : readNamed(resolve(cwd, named));
  return found && { path: found.path, config: parseConfig(found.path, found.text) };
}

interface ConfigText {
  readonly path: string;
  readonly text: string;
}

function readNamed(path: string): ConfigText {
  try {
    return { path, text: decode(path, readFileSync(path)) };
  } catch (cause) {
    if (cause instanceof SettingsError) throw invalid(cause);
    throw new OperatorError(
      'CONFIG_NOT_FOUND',
      {
        what: `The configuration ${path} cannot be read.`,
        now: 'Nothing was changed.',
        next: 'Pass --config with a file that is there.',
      },
      { cause },
    );
  }
}

function findUpwards(cwd: string): ConfigText | null {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, configFileName);
    try {
      return { path, text: decode(path, readFileSync(path)) };
    } catch (error) {
      if (error instanceof SettingsError) throw invalid(error);
      if (!isMissing(error)) return readNamed(path);
    }
    if (dirname(folder) === folder) return null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Exported for its tests. Throws CONFIG_INVALID naming file and line of every mistake. */
export function parseConfig(path: string, text: string): Config {
  try {
    return parseYaml(path, text, configSchema);
  } catch (cause) {
    if (!(cause instanceof SettingsError)) throw cause;
    throw invalid(cause);
  }
}

function invalid(cause: SettingsError): OperatorError {
  return new OperatorError(
    'CONFIG_INVALID',
    {
      what: cause.message,
      now: 'Nothing was changed.',
      next: 'Mend what is named; docs/naver-sms.config.schema.json describes every key.',
    },
    { cause },
  );
}
