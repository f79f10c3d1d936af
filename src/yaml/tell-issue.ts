import { type Document, isMap, isNode, isScalar, isSeq, type Node, type ParsedNode } from 'yaml';
import type * as z from 'zod';

/** A YAML text as it was read, to say where in it something stands. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed<ParsedNode>;
  readonly lineAt: (offset: number) => number;
}

/** What does not fit, as `file:line: field: what is wrong (it is <as written>)`; of several unknown keys a line each. */
export function tellIssue(source: YamlSource, issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) =>
      line(source, [...issue.path, key], messages[index] ?? issue.message),
    );
  }
  // Of a key that does not fit, what is wrong with it stands one level deeper.
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return [
    line(source, issue.path, `${message}${issue.code === 'custom' ? '' : asWritten(source, issue.path)}`),
  ];
}

function line(source: YamlSource, path: readonly PropertyKey[], message: string): string {
  const field = path.map(String).join('.');
  const at = source.lineAt(find(source.document, path).offset);
  return `${source.file}:${at}: ${field === '' ? '' : `${field}: `}${message}`;
}

const shownLength = 60;

/** The value as the file has it: 0200000001 without quotes has lost its zero once it is read. */
function asWritten({ document, text }: YamlSource, path: readonly PropertyKey[]): string {
  const { node } = find(document, path);
  if (node === null) return path.length === 0 ? '' : ' (it is missing)';
  if (!isScalar(node) || !node.range) return '';
  const written = text.slice(node.range[0], node.range[1]).replaceAll(/\s+/g, ' ').trim();
  if (written === '') return '';
  return ` (it is ${written.length > shownLength ? `${written.slice(0, shownLength)}…` : written})`;
}

interface Found {
  /** Where the entry of this path begins, its key included; of a path that ends in something missing, that above it. */
  readonly offset: number;
  /** Null where the path ends in something missing. */
  readonly node: Node | null;
}

function find(document: Document.Parsed<ParsedNode>, path: readonly PropertyKey[]): Found {
  let found: Found = { offset: document.contents?.range?.[0] ?? 0, node: document.contents };
  for (const step of path) {
    const next = entryOf(found.node, String(step));
    if (!next) return { offset: found.offset, node: null };
    found = next;
  }
  return found;
}

/** A key is compared as a text: the file may have it as a number. */
function entryOf(node: Node | null, step: string): Found | null {
  if (isSeq(node)) return foundAt(node.items[Number(step)], null);
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
  return pair ? foundAt(pair.value, pair.key) : null;
}

function foundAt(value: unknown, key: unknown): Found | null {
  const first = isNode(key) ? key : value;
  if (!isNode(first) || !first.range) return null;
  return { offset: first.range[0], node: isNode(value) ? value : null };
}
