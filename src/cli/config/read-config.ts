import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { OperatorError } from '../../errors/operator-error.ts';
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
    return { path, text: readFileSync(path, 'utf8') };
  } catch (cause) {
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
      return { path, text: readFileSync(path, 'utf8') };
    } catch (error) {
      if (!isMissing(error)) return readNamed(path);
    }
    if (dirname(folder) === folder) return null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Exported for its tests. Throws CONFIG_INVALID naming file and line. */
export function parseConfig(path: string, text: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors[0];
  if (syntax)
    throw invalid(
      `${path}:${lines.linePos(syntax.pos[0]).line}`,
      syntax.message.split('\n')[0] ?? 'not YAML',
    );
  const parsed = configSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (!issue) throw invalid(path, 'does not fit the schema');
  const node = document.getIn(nodePath(issue), true);
  const line = lineOf(node, lines) ?? lineOf(document.getIn(nodePath(issue).slice(0, -1), true), lines) ?? 1;
  throw invalid(`${path}:${line}`, sentenceOf(issue));
}

function nodePath(issue: z.core.$ZodIssue): PropertyKey[] {
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return [...issue.path, ...unknownKey];
}

function lineOf(node: unknown, lines: LineCounter): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return null;
  const offset: unknown = node.range[0];
  return typeof offset === 'number' ? lines.linePos(offset).line : null;
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const where = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return `${where ? `${where}: ` : ''}unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  return `${where || 'the file'}: ${issue.message}`;
}

function invalid(where: string, what: string): OperatorError {
  return new OperatorError('CONFIG_INVALID', {
    what: `${where}: ${what}.`,
    now: 'Nothing was changed.',
    next: 'Mend that line; docs/naver-sms.config.schema.json describes every key.',
  });
}
