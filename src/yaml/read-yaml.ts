import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Document, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type * as z from 'zod';
import { inPlainWords } from './plain-words.ts';
import { tellIssue } from './tell-issue.ts';
import { cutTexts, isSameKey, yamlProblems } from './yaml-problems.ts';

/** A configuration file is wrong. The message names file, line and field, one problem a line. */
export class SettingsError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

export interface YamlReading {
  /** True: it holds texts for customers, none of which may end unseen at a `#`. */
  readonly holdsTexts?: boolean;
}

/**
 * Reads a YAML file by its schema; `name` is what errors call it. Throws SettingsError with `file:line: field: what is wrong
 * and what to write` for every problem, also where there is no such file.
 */
export function readYaml<Schema extends z.ZodType>(
  url: URL,
  schema: Schema,
  { name = basename(fileURLToPath(url)), ...reading }: YamlReading & { readonly name?: string } = {},
): z.output<Schema> {
  return parseYaml(name, readText(url, name), schema, reading);
}

/** As readYaml, over a text that is already read. */
export function parseYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
  { holdsTexts = false }: YamlReading = {},
): z.output<Schema> {
  const lines = new LineCounter();
  // `<<: *name` is no part of YAML 1.2, and what many write to share keys.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: isSameKey, merge: true };
  const document = parseDocument(text, options);
  const broken = [...yamlProblems(document, text), ...(holdsTexts ? cutTexts(document) : [])];
  if (broken.length > 0) {
    throw new SettingsError(broken.map(({ at, what }) => `${file}:${lines.linePos(at).line}: ${what}`));
  }
  const parsed = schema.safeParse(plainValue(file, document), { error: inPlainWords });
  if (parsed.success) return parsed.data;
  const source = { file, text, lineAt: (at: number) => lines.linePos(at).line, document };
  throw new SettingsError(parsed.error.issues.flatMap((issue) => tellIssue(source, issue)));
}

function readText(url: URL, name: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(url);
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new SettingsError([
      `${name}: the file cannot be read (${why}); put it there, readable by everybody`,
    ]);
  }
  return decode(name, bytes);
}

/**
 * A file's text. Throws SettingsError if it is not UTF-8: an editor that saved in EUC-KR would otherwise leave texts full of
 * replacement characters.
 */
export function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SettingsError([`${name}: the file is not UTF-8; save it as UTF-8 in your editor`]);
  }
}

/** Aliases can be nested until the value is larger than the memory; the parser gives up before that. */
function plainValue(file: string, document: Document.Parsed<ParsedNode>): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SettingsError([`${file}: its aliases cannot be followed (${why}); write the texts out`]);
  }
}
