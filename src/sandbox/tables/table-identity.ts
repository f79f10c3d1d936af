import type { SandboxContext } from '../sandbox-context.ts';
import type { DynaliteAnswer } from './dynalite-client.ts';

/** dynalite names its tables in an account of its own; the answer is given in the sandbox's, without the old checksum. */
export function inThisAccount(context: SandboxContext, answer: DynaliteAnswer): DynaliteAnswer {
  if (!answer.body.includes('"arn:aws:dynamodb:')) return answer;
  const prefix = `"arn:aws:dynamodb:${context.region}:${context.account}:table/`;
  return {
    status: answer.status,
    body: answer.body.replaceAll(/"arn:aws:dynamodb:[^:"]*:\d*:table\//g, prefix),
    headers: {},
  };
}
