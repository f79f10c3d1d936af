import { type Document, isPair, type Node, type ParsedNode, Scalar, visit } from 'yaml';

/** What is wrong with a text as YAML, and at which offset. */
export interface YamlProblem {
  readonly at: number;
  readonly what: string;
}

/** YAML takes `1051707` and `"1051707"` for two keys; as keys of ours they are one, and the first would be lost unseen. */
export function isSameKey(a: ParsedNode | Node, b: ParsedNode | Node): boolean {
  return a instanceof Scalar && b instanceof Scalar && String(a.value) === String(b.value);
}

/** Every key that is there twice, and else the first thing that the parser stumbled on: what follows it is its echo. */
export function yamlProblems(document: Document.Parsed<ParsedNode>, text: string): readonly YamlProblem[] {
  const [syntax] = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  if (syntax)
    return [
      {
        at: syntax.pos[0],
        what: `${syntaxWords[syntax.code] ?? syntax.message}${shown(text, syntax.pos[0])}`,
      },
    ];
  return [
    ...document.errors.map(({ pos }) => ({ at: pos[0], what: twice(text, pos[0]) })),
    ...document.warnings.map(({ pos }) => ({
      at: pos[0],
      what: `${beginsWith('!', 'a tag')}${shown(text, pos[0])}`,
    })),
    ...danglingAliases(document),
  ];
}

const quoteIt = 'put the whole text in quotes';
const beginsWith = (sign: string, name: string) => `what begins with ${sign} is ${name} in YAML; ${quoteIt}`;

/** The parser's codes whose own message names no remedy. Source: github.com/eemeli/yaml, src/errors.ts. */
const syntaxWords: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a line --- begins a second document, which nobody reads; remove it',
  TAB_AS_INDENT: 'a tab indents this line; use spaces',
  BLOCK_AS_IMPLICIT_KEY: `this is no YAML; close the bracket or quote before it, or, where it is a text, ${quoteIt}`,
  BLOCK_IN_FLOW: 'this stands inside an open bracket; close the bracket before it',
  MISSING_CHAR: `a bracket, quote or comma is missing before this; where it is a text, ${quoteIt}`,
  BAD_INDENT:
    'this line is not indented like its neighbours, or a bracket before it is open; mend the one or the other',
  UNEXPECTED_TOKEN: `this cannot stand here; where it is a text, ${quoteIt}`,
};

/** The line from there on, so that the operator sees what is meant. */
function shown(text: string, at: number): string {
  const line =
    text
      .slice(at, at + 60)
      .split('\n')[0]
      ?.trim() ?? '';
  return line === '' ? '' : ` (at: ${line})`;
}

function twice(text: string, at: number): string {
  const key = /^("[^"]*"|'[^']*'|[^\s:,{}]+)/.exec(text.slice(at, at + 200))?.[0] ?? 'a key';
  return `${key} is there a second time, and only one of them can count; remove or rename one`;
}

const textKeys = ['content', 'subject', 'stores'];

/** Texts without quotes that a ` #` ends: YAML takes the rest for a comment, and the customer would get half of it. */
export function cutTexts(document: Document.Parsed<ParsedNode>): readonly YamlProblem[] {
  const found: YamlProblem[] = [];
  visit(document, {
    Scalar(_, { type, comment, range }, above) {
      const isText = above.some((node) => isPair(node) && textKeys.includes(String(node.key)));
      if (!isText || type !== 'PLAIN' || !comment) return;
      found.push({
        at: range?.[0] ?? 0,
        what: `what follows # is a comment in YAML and would not be sent; ${quoteIt} (at: #${comment})`,
      });
    },
  });
  return found;
}

function danglingAliases(document: Document.Parsed<ParsedNode>): readonly YamlProblem[] {
  const found: YamlProblem[] = [];
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document)) return;
      found.push({ at: node.range?.[0] ?? 0, what: `${beginsWith('*', 'an alias')} (at: *${node.source})` });
    },
  });
  return found;
}
