import { isDeepStrictEqual } from 'node:util';
import type { World } from './world.ts';

/** One call, made in both worlds. `state` picks what must be equal by value; the rest is compared by its shape. */
export interface Step {
  readonly name: string;
  readonly call: (world: World) => Promise<object>;
  // The answer of the call is only known to the step itself.
  readonly state?: (answer: never) => unknown;
}

/**
 * Differences that are known, with the reason: paths that one world alone answers, or a `state` that they do not share.
 * A path fits where a difference ends with it.
 */
export interface KnownDifference {
  readonly only: 'sandbox' | 'moto' | 'state';
  readonly paths: readonly string[];
  /** Of these steps alone; every step where it is left out. */
  readonly steps?: readonly string[];
  readonly reason: string;
}

export interface Scenario {
  readonly title: string;
  readonly steps: readonly Step[];
  readonly known: readonly KnownDifference[];
}

/** What is to be held against each other of one step's outcome: `path: kind` for its shape, and the picked state. */
export interface Outcome {
  readonly shape: readonly string[];
  readonly state: unknown;
}

export async function play(step: Step, world: World): Promise<Outcome> {
  try {
    const answer = await step.call(world);
    // The state function belongs to the call it stands beside.
    return { shape: shapeOf(withoutMetadata(answer)), state: step.state?.(answer as never) ?? null };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const isAnswer = typeof error === 'object' && error !== null && '$metadata' in error;
    if (!isAnswer) throw error;
    return { shape: [`error: ${name}`], state: message === '' ? 'no message' : 'a message' };
  }
}

export interface Difference {
  readonly step: string;
  readonly only: KnownDifference['only'];
  readonly path: string;
}

/** What the two worlds answered differently to one step. */
export function differences(step: string, sandbox: Outcome, moto: Outcome): Difference[] {
  const missing = (from: Outcome, to: Outcome) => from.shape.filter((path) => !to.shape.includes(path));
  const isSame = isDeepStrictEqual(sandbox.state, moto.state);
  const states = `${JSON.stringify(sandbox.state)} against ${JSON.stringify(moto.state)}: state`;
  return [
    ...missing(sandbox, moto).map((path) => ({ step, only: 'sandbox' as const, path })),
    ...missing(moto, sandbox).map((path) => ({ step, only: 'moto' as const, path })),
    ...(isSame ? [] : [{ step, only: 'state' as const, path: states }]),
  ];
}

/** The differences that nobody explained, and the explanations that explain nothing any more. */
export function judge(
  found: readonly Difference[],
  known: readonly KnownDifference[],
): { readonly unexplained: readonly Difference[]; readonly stale: readonly string[] } {
  const explains = (each: KnownDifference, path: string, difference: Difference) =>
    each.only === difference.only &&
    difference.path.endsWith(path) &&
    (each.steps === undefined || each.steps.includes(difference.step));
  return {
    unexplained: found.filter(
      (difference) => !known.some((each) => each.paths.some((path) => explains(each, path, difference))),
    ),
    stale: known.flatMap((each) =>
      each.paths.filter((path) => !found.some((difference) => explains(each, path, difference))),
    ),
  };
}

function withoutMetadata(answer: object): object {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== '$metadata'));
}

/** `a.b[].c: string`, sorted, each once. Absent and undefined are the same; the members of a list are taken together. */
export function shapeOf(value: unknown, path = ''): string[] {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object')
    return [`${path}: ${value === null ? 'null' : typeof value}`];
  if (value instanceof Date) return [`${path}: date`];
  if (value instanceof Uint8Array) return [`${path}: bytes`];
  const inner = Array.isArray(value)
    ? value.flatMap((member) => shapeOf(member, `${path}[]`))
    : Object.entries(value).flatMap(([name, member]) =>
        shapeOf(member, path === '' ? name : `${path}.${name}`),
      );
  const self = Array.isArray(value) ? [`${path}: list`] : [];
  return [...new Set([...self, ...inner])].sort();
}
