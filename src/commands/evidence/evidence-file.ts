import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { OperatorError } from '../../errors/operator-error.ts';
import type { LocalToolbox } from '../define-local-command.ts';

const fileName = 'VALIDATION.md';

/** The VALIDATION.md that is meant: --evidence, else the environment's, else the one where the operator stands. */
export function evidenceFile(toolbox: Pick<LocalToolbox, 'evidenceFile' | 'environment' | 'cwd'>): string {
  if (toolbox.evidenceFile !== undefined) return present(resolve(toolbox.cwd, toolbox.evidenceFile));
  return present(configuredFile(toolbox) ?? resolve(toolbox.cwd, fileName));
}

function configuredFile(toolbox: Pick<LocalToolbox, 'environment'>): string | null {
  try {
    return toolbox.environment().evidence;
  } catch (error) {
    if (error instanceof OperatorError && error.code === 'CONFIG_NOT_FOUND') return null;
    throw error;
  }
}

function present(file: string): string {
  if (existsSync(file)) return file;
  throw new OperatorError('EVIDENCE_UNREADABLE', {
    what: `There is no evidence file ${file}.`,
    now: 'Nothing was changed.',
    next: `Name one: naver-sms evidence verify --evidence rehearsals/<time>/${fileName}`,
  });
}
