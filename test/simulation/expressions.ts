/* DynamoDB's condition and update expressions, as far as the send path writes them. Anything else throws. */

export type Item = Readonly<Record<string, unknown>>;

export interface Bindings {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

type Condition = (item: Item, bindings: Bindings) => boolean;
type Operand = (item: Item, bindings: Bindings) => unknown;

const conditions = new Map<string, Condition>();

/** Whether the condition holds for the stored item ({} where there is none). */
export function holds(expression: string, item: Item, bindings: Bindings): boolean {
  let condition = conditions.get(expression);
  if (!condition) {
    condition = new Parser(expression).whole();
    conditions.set(expression, condition);
  }
  return condition(item, bindings);
}

/** `SET a = :a, #b = :b REMOVE c`: the item after it. */
export function updated(expression: string, item: Item, { names, values }: Bindings): Item {
  const match = /^SET (.+?)(?: REMOVE (.+))?$/.exec(expression);
  if (!match) throw new Error(`an update that is not understood: ${expression}`);
  const next: Record<string, unknown> = { ...item };
  for (const assignment of (match[1] ?? '').split(', ')) {
    const [path = '', value = ''] = assignment.split(' = ');
    if (!(value in values)) throw new Error(`${value} has no value: ${expression}`);
    next[names[path] ?? path] = values[value];
  }
  for (const path of match[2]?.split(', ') ?? []) delete next[names[path] ?? path];
  return next;
}

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(expression: string) {
    this.#tokens = expression.match(/[(),=]|[#:]?\w+/g) ?? [];
  }

  whole(): Condition {
    const condition = this.#either();
    if (this.#at !== this.#tokens.length) throw new Error(`not understood: ${this.#tokens.join(' ')}`);
    return condition;
  }

  #either(): Condition {
    const parts = [this.#both()];
    while (this.#takes('OR')) parts.push(this.#both());
    return parts.length === 1 ? first(parts) : (item, bound) => parts.some((part) => part(item, bound));
  }

  #both(): Condition {
    const parts = [this.#one()];
    while (this.#takes('AND')) parts.push(this.#one());
    return parts.length === 1 ? first(parts) : (item, bound) => parts.every((part) => part(item, bound));
  }

  #one(): Condition {
    if (this.#takes('(')) {
      const inner = this.#either();
      this.#needs(')');
      return inner;
    }
    const word = this.#next();
    if (this.#takes('(')) return this.#function(word);
    const left = operand(word);
    if (this.#takes('=')) {
      const right = operand(this.#next());
      return (item, bound) => left(item, bound) !== undefined && left(item, bound) === right(item, bound);
    }
    this.#needs('IN');
    this.#needs('(');
    const list = [operand(this.#next())];
    while (this.#takes(',')) list.push(operand(this.#next()));
    this.#needs(')');
    return (item, bound) => list.some((each) => each(item, bound) === left(item, bound));
  }

  #function(name: string): Condition {
    const path = operand(this.#next());
    const type = this.#takes(',') ? operand(this.#next()) : null;
    this.#needs(')');
    if (name === 'attribute_exists') return (item, bound) => path(item, bound) !== undefined;
    if (name === 'attribute_not_exists') return (item, bound) => path(item, bound) === undefined;
    if (name !== 'attribute_type' || !type) throw new Error(`no such function: ${name}`);
    return (item, bound) => {
      const value = path(item, bound);
      return type(item, bound) === 'S'
        ? typeof value === 'string'
        : type(item, bound) === 'NULL' && value === null;
    };
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token === undefined) throw new Error(`ends too early: ${this.#tokens.join(' ')}`);
    return token;
  }

  #takes(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #needs(token: string): void {
    if (!this.#takes(token)) throw new Error(`${token} is missing: ${this.#tokens.join(' ')}`);
  }
}

function operand(word: string): Operand {
  if (word.startsWith(':')) return (_, { values }) => values[word];
  return (item, { names }) => item[names[word] ?? word];
}

function first(parts: readonly Condition[]): Condition {
  const [only] = parts;
  if (!only) throw new Error('an empty condition');
  return only;
}
