import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { OperatorError } from '../../errors/operator-error.ts';
import { type ListedRule, listedRulesSchema } from '../../rules/rule.ts';
import { parseYaml, SettingsError } from '../../yaml/read-yaml.ts';
import type { LocalToolbox } from '../define-local-command.ts';

export interface RulesFile {
  /** As the operator would name it from where they stand. */
  readonly name: string;
  readonly rules: readonly ListedRule[];
}

/** The folder that the Lambda ships, as the operator would name it from where they stand. */
export function nameOfShipped({ cwd, lambdaConfig }: Pick<LocalToolbox, 'cwd' | 'lambdaConfig'>): string {
  return relative(cwd, lambdaConfig) || '.';
}

/** Reads --rules, or the rules that the Lambda ships. Throws RULES_INVALID with every problem, by file, line and field. */
export function readRulesFile(
  toolbox: Pick<LocalToolbox, 'cwd' | 'lambdaConfig'>,
  named: string | undefined,
): RulesFile {
  const path = named === undefined ? join(toolbox.lambdaConfig, 'rules.yaml') : resolve(toolbox.cwd, named);
  const name = named ?? join(nameOfShipped(toolbox), 'rules.yaml');
  try {
    return { name, rules: parseYaml(name, readFileSync(path, 'utf8'), listedRulesSchema) };
  } catch (cause) {
    if (cause instanceof SettingsError) throw invalid(cause);
    if (cause instanceof Error && 'code' in cause) throw unreadable(name, cause);
    throw cause;
  }
}

function invalid(cause: SettingsError): OperatorError {
  return new OperatorError(
    'RULES_INVALID',
    {
      what: cause.message,
      now: 'Nothing was changed. A Lambda with this file would not start, and so would send nothing.',
      next: 'Mend the named lines, then run naver-sms rules check again.',
    },
    { cause },
  );
}

function unreadable(name: string, cause: Error): OperatorError {
  return new OperatorError(
    'RULES_INVALID',
    {
      what: `${name} cannot be read: ${cause.message}.`,
      now: 'Nothing was changed.',
      next: 'Name another file with --rules.',
    },
    { cause },
  );
}
