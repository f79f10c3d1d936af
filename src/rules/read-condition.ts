import * as z from 'zod';
import { closestName } from '../yaml/closest-name.ts';
import type { Condition } from './condition.ts';
import { conditions } from './conditions.ts';

/** What is wrong with a condition, and where in it. */
interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A condition as rules.yaml writes it: one name with its argument, or `all`, `any`, `not`. */
export const conditionSchema = z.unknown().transform((written, context): Condition => {
  const problems: Problem[] = [];
  const condition = readCondition(written, [], problems);
  for (const problem of problems) {
    context.issues.push({
      code: 'custom',
      input: written,
      path: [...problem.path],
      message: problem.message,
    });
  }
  return condition ?? z.NEVER;
});

type Path = readonly (string | number)[];

/** Null where it does not read; the problems say why. */
function readCondition(written: unknown, path: Path, problems: Problem[]): Condition | null {
  const entries = typeof written === 'object' && written !== null ? Object.entries(written) : [];
  const [only, ...others] = entries;
  if (!only || others.length > 0 || Array.isArray(written)) {
    const message =
      'a condition is one name with its argument, as booking_status: RC03, or all, any, not; put several under all';
    problems.push({ path, message });
    return null;
  }
  const [name, argument] = only;
  const at = [...path, name];
  if (name === 'all' || name === 'any') return readList(name, argument, at, problems);
  if (name !== 'not') return readLeaf(name, argument, at, problems);
  const of = readCondition(argument, at, problems);
  return of && { kind: 'not', of };
}

function readList(kind: 'all' | 'any', written: unknown, path: Path, problems: Problem[]): Condition | null {
  if (!Array.isArray(written) || written.length === 0) {
    problems.push({ path, message: `${kind} takes a list of at least one condition` });
    return null;
  }
  const parts = written.map((part, index) => readCondition(part, [...path, index], problems));
  return { kind, of: parts.filter((part) => part !== null) };
}

function readLeaf(name: string, argument: unknown, path: Path, problems: Problem[]): Condition | null {
  const spec = Object.hasOwn(conditions, name) ? conditions[name] : undefined;
  if (!spec) {
    problems.push({ path, message: unknownCondition(name) });
    return null;
  }
  try {
    return { kind: 'leaf', name, argument, ...spec.parse(argument) };
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    problems.push({ path, message: whyNot(name, argument, cause, spec.example) });
    return null;
  }
}

/** The first problem with the argument, the field of it, and the argument itself. */
function whyNot(name: string, argument: unknown, { issues }: z.ZodError, example: string): string {
  const [issue] = issues;
  const field = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  const written = JSON.stringify(argument) ?? 'nothing';
  const shown = written.length > 80 ? `${written.slice(0, 80)}…` : written;
  return `${field}${issue?.message ?? 'the argument does not fit'}; write it as ${example} (it is ${name}: ${shown})`;
}

function unknownCondition(name: string): string {
  const known = Object.keys(conditions);
  const meant = closestName(name, [...known, 'all', 'any', 'not']);
  const remedy = meant === null ? '' : `did you mean ${meant}? `;
  return `unknown condition "${name}"; ${remedy}known: ${known.join(', ')}`;
}
