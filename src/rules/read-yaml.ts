import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';

/** A configuration file is wrong. The message names file, line and field, one problem a line. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'SettingsError';
  }
}

/** Reads a YAML file by its schema. Throws SettingsError with `file:line: field: what is wrong` for every problem. */
export function readYaml<Schema extends z.ZodType>(url: URL, schema: Schema): z.output<Schema> {
  return parseYaml(basename(fileURLToPath(url)), readFileSync(url, 'utf8'), schema);
}

/** As readYaml, over a text that is already read. */
export function parseYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors.map(
    (error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`,
  );
  if (broken.length > 0) throw new SettingsError(broken);
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const lineOf = (path: readonly PropertyKey[]) => lines.linePos(offsetOf(document, path)).line;
  throw new SettingsError(parsed.error.issues.map((issue) => tell(file, issue, lineOf)));
}

function tell(
  file: string,
  issue: z.core.$ZodIssue,
  lineOf: (path: readonly PropertyKey[]) => number,
): string {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  // Of a key that does not fit, what is wrong with it stands one level deeper.
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const field = path.map(String).join('.');
  return `${file}:${lineOf(path)}: ${field === '' ? '' : `${field}: `}${message}`;
}

/** Where the node of this path begins, or the nearest one above it where the path ends in something missing. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
