import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Environment } from '../../domain/environment.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { EnvironmentConfig } from './config-schema.ts';
import { configFileName, readConfig } from './read-config.ts';
import { sandboxEnvironment, sandboxEnvironmentName } from './sandbox-environment.ts';

export interface EnvironmentChoice {
  readonly config?: string | undefined;
  readonly env?: string | undefined;
  readonly region?: string | undefined;
  readonly evidence?: string | undefined;
  readonly cwd: string;
}

export interface ChosenEnvironment {
  readonly environment: Environment;
  /** True where the evidence file is the environment's own, which only target aws may enter. */
  readonly isDefaultEvidence: boolean;
}

/** The environment a command acts on: a named one of the configuration, or the sandbox's own. Throws on bad names. */
export function chooseEnvironment(choice: EnvironmentChoice): ChosenEnvironment {
  const base = choice.env === sandboxEnvironmentName ? sandboxEnvironment(choice.cwd) : fromFile(choice);
  const environment: Environment = {
    ...base,
    region: choice.region ?? base.region,
    evidence: choice.evidence === undefined ? base.evidence : resolve(choice.cwd, choice.evidence),
  };
  const isDefaultEvidence = environment.evidence === base.evidence && choice.env !== sandboxEnvironmentName;
  return { environment, isDefaultEvidence };
}

function fromFile(choice: EnvironmentChoice): Environment {
  const file = readConfig(choice.config, choice.cwd);
  if (!file) {
    throw new OperatorError('CONFIG_NOT_FOUND', {
      what: `No ${configFileName} in ${choice.cwd} or above it.`,
      now: 'Nothing was changed.',
      next: 'Write one (docs/configuration.md shows it whole), or rehearse without one: naver-sms rehearse',
    });
  }
  const names = Object.keys(file.config.environments);
  const onlyName = names.length === 1 ? names[0] : undefined;
  const name = choice.env ?? file.config.defaultEnvironment ?? onlyName ?? 'production';
  const found = file.config.environments[name];
  if (found) return toEnvironment(name, found, file.path);
  throw new OperatorError('ENVIRONMENT_UNKNOWN', {
    what: `${file.path} has no environment "${name}".`,
    now: 'Nothing was changed.',
    next: `Pass --env with one of: ${[...names, sandboxEnvironmentName].join(', ')}.`,
  });
}

function toEnvironment(name: string, config: EnvironmentConfig, path: string): Environment {
  const folder = dirname(path);
  return {
    ...config,
    name,
    drill: config.drill ?? null,
    evidence: resolve(folder, config.evidence),
    signingKey: config.signingKey === undefined ? null : resolve(folder, atHome(config.signingKey)),
  };
}

function atHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}
