import type { Operator } from './toolbox.ts';

/** Who acts, as other people read it in the control table: the name given with --operator, else the caller's ARN. */
export function operatorName(operator: Operator): string {
  return operator.claimed ?? operator.arn ?? 'an unnamed operator';
}
