import * as z from 'zod';
import { inPlainWords } from '../yaml/plain-words.ts';
import type { Check, Facts, Outlook } from './condition.ts';

/** A condition that rules.yaml may name: what its argument looks like, and when it holds. */
export interface ConditionSpec {
  /** As rules.yaml writes it, for the error that an argument of another shape gets. */
  readonly example: string;
  /** The check over an argument of this shape; throws ZodError where the argument does not fit. */
  readonly parse: (argument: unknown) => Check;
}

/** A condition without an argument: written `name: true`. For its opposite there is `not`. */
export function is(
  check: (facts: Facts) => boolean,
  observe: (facts: Facts) => string,
): Omit<ConditionSpec, 'example'> {
  return takes(
    z.literal(true, 'it takes true; for its opposite put it under not'),
    (_, facts) => check(facts),
    observe,
  );
}

/** A condition with an argument of this shape. `foresee`: what status and time alone decide; null: they do not. */
export function takes<Schema extends z.ZodType>(
  schema: Schema,
  check: (argument: z.output<Schema>, facts: Facts) => boolean,
  observe: (facts: Facts, argument: z.output<Schema>) => string,
  foresee: (argument: z.output<Schema>) => ((outlook: Outlook) => boolean) | null = () => null,
): Omit<ConditionSpec, 'example'> {
  return {
    parse: (argument) => {
      const parsed = schema.parse(argument, { error: inPlainWords });
      const foreseen = foresee(parsed);
      return {
        holds: (facts) => check(parsed, facts),
        observe: (facts) => observe(facts, parsed),
        ...(foreseen ? { foresee: foreseen } : {}),
      };
    },
  };
}

/** Gives each condition the example that bears its own name. */
export function named(
  specs: Readonly<Record<string, readonly [example: string, spec: Omit<ConditionSpec, 'example'>]>>,
): Readonly<Record<string, ConditionSpec>> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, [example, spec]]) => [
      name,
      { ...spec, example: `${name}: ${example}` },
    ]),
  );
}
