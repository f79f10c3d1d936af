/** A cutover that was mid-change may have enabled the rule after it was disabled: look again at the end, and pull again. */
import type { Toolbox } from '../toolbox.ts';
import { ruleLever } from './levers.ts';
import { type LeverOutcome, pullLever } from './pull-lever.ts';
import type { RollbackOrder } from './rollback-order.ts';

/** The levers as they stand at the end. An unreadable rule changes nothing: its lever was judged before. */
export async function holdRule(
  toolbox: Toolbox,
  order: RollbackOrder,
  levers: readonly LeverOutcome[],
): Promise<readonly LeverOutcome[]> {
  const first = levers.find(({ id }) => id === 'rule');
  if (first?.state !== 'proven') return levers;
  const lever = ruleLever(toolbox, order);
  const reading = await lever.read().catch(() => null);
  if (reading === null || reading.isPulled) return levers;
  toolbox.report({
    kind: 'warning',
    text: `The rule is ${reading.text} again: somebody enabled it meanwhile. Pulling again.`,
  });
  const step = () => ({ ...lever.step(), id: 'rule-held' });
  const second = await pullLever(toolbox, { ...lever, step });
  const both = { ...second, before: first.before, steps: [...first.steps, ...second.steps] };
  return levers.map((one) => (one.id === 'rule' ? both : one));
}
