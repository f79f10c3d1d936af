import * as z from 'zod';

const failed = z.object({ errorMessage: z.string() });

/** The function's own words for its failure: of a configuration that does not read, file, line and remedy. */
export function whyFunctionFailed(answer: {
  readonly functionError: string | null;
  readonly payload: unknown;
}): string {
  const said = failed.safeParse(answer.payload).data?.errorMessage;
  return `it failed (${answer.functionError ?? 'no error named'})${said === undefined ? '' : `: ${said}`}`;
}
