/*
 * JSON filter patterns: `{ $.event = "run_summary" && $.outcome != "succeeded" }`
 * (docs: AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html).
 */
export type JsonTest = (value: unknown) => boolean;

type Token = { readonly kind: 'path' | 'operator' | 'word' | 'string' | 'bracket'; readonly text: string };

/** Reads the pattern without its braces. Throws SyntaxError where it is none. */
export function parseJsonPattern(pattern: string): JsonTest {
  const reader = new Reader(tokens(pattern));
  const test = anyOf(reader);
  reader.end();
  return test;
}

const lexeme = /\s*(?:(\$[\w.[\]]*)|(&&|\|\||!=|>=|<=|=|>|<)|"((?:[^"\\]|\\.)*)"|([()])|([^\s()=!<>&|"]+))/y;

function tokens(pattern: string): Token[] {
  const found: Token[] = [];
  const text = pattern.trim();
  lexeme.lastIndex = 0;
  while (lexeme.lastIndex < text.length) {
    const match = lexeme.exec(text);
    if (!match) throw new SyntaxError(`cannot read ${text}`);
    const [, path, operator, string, bracket, word] = match;
    if (path !== undefined) found.push({ kind: 'path', text: path });
    else if (operator !== undefined) found.push({ kind: 'operator', text: operator });
    else if (string !== undefined) found.push({ kind: 'string', text: string.replaceAll(/\\(.)/g, '$1') });
    else if (bracket !== undefined) found.push({ kind: 'bracket', text: bracket });
    else found.push({ kind: 'word', text: word ?? '' });
  }
  return found;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  accept(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.text !== text || token.kind === 'string') return false;
    this.#at += 1;
    return true;
  }

  take(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw new SyntaxError('the pattern ends too early');
    return token;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new SyntaxError('the pattern goes on after its end');
  }
}

function anyOf(reader: Reader): JsonTest {
  let test = allOf(reader);
  while (reader.accept('||')) {
    const [left, right] = [test, allOf(reader)];
    test = (value) => left(value) || right(value);
  }
  return test;
}

function allOf(reader: Reader): JsonTest {
  let test = single(reader);
  while (reader.accept('&&')) {
    const [left, right] = [test, single(reader)];
    test = (value) => left(value) && right(value);
  }
  return test;
}

function single(reader: Reader): JsonTest {
  if (reader.accept('(')) {
    const inner = anyOf(reader);
    if (!reader.accept(')')) throw new SyntaxError('a bracket is not closed');
    return inner;
  }
  const path = reader.take();
  if (path.kind !== 'path') throw new SyntaxError(`${path.text} is not a selector`);
  const find = selector(path.text);
  if (reader.accept('IS')) return isTest(find, reader.take().text);
  if (reader.accept('NOT')) return notExists(find, reader.take().text);
  return comparison(find, reader.take(), reader.take());
}

function isTest(find: (value: unknown) => unknown, what: string): JsonTest {
  if (what === 'NULL') return (value) => find(value) === null;
  if (what === 'TRUE') return (value) => find(value) === true;
  if (what === 'FALSE') return (value) => find(value) === false;
  throw new SyntaxError(`IS ${what} is not known`);
}

function notExists(find: (value: unknown) => unknown, what: string): JsonTest {
  if (what !== 'EXISTS') throw new SyntaxError(`NOT ${what} is not known`);
  return (value) => find(value) === undefined;
}

function comparison(find: (value: unknown) => unknown, operator: Token, right: Token): JsonTest {
  if (operator.kind !== 'operator') throw new SyntaxError(`${operator.text} is not an operator`);
  const isNumber = right.kind === 'word' && right.text !== '' && !Number.isNaN(Number(right.text));
  const equals = isNumber ? numberEquals(Number(right.text)) : textEquals(right.text);
  if (operator.text === '=') return (value) => equals(find(value));
  if (operator.text === '!=') return (value) => find(value) !== undefined && !equals(find(value));
  if (!isNumber) throw new SyntaxError(`${operator.text} needs a number`);
  return ordered(find, operator.text, Number(right.text));
}

function ordered(find: (value: unknown) => unknown, operator: string, limit: number): JsonTest {
  const holds: Record<string, (left: number) => boolean> = {
    '>': (left) => left > limit,
    '<': (left) => left < limit,
    '>=': (left) => left >= limit,
    '<=': (left) => left <= limit,
  };
  return (value) => {
    const left = find(value);
    return typeof left === 'number' && (holds[operator]?.(left) ?? false);
  };
}

function numberEquals(expected: number): JsonTest {
  return (value) => typeof value === 'number' && value === expected;
}

function textEquals(pattern: string): JsonTest {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const whole = new RegExp(`^${escaped}$`, 's');
  return (value) => typeof value === 'string' && whole.test(value);
}

function selector(path: string): (value: unknown) => unknown {
  const steps = path
    .slice(1)
    .split(/[.[\]]/)
    .filter((step) => step !== '');
  return (value) => steps.reduce(member, value);
}

function member(value: unknown, step: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return Reflect.get(value, step);
}
