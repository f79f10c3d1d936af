/* The generation in the control table: a rollback bumps it, and a cutover that sees it move stops for good. */
import { OperatorError } from '../../errors/operator-error.ts';
import { commandsFor } from '../commands-for.ts';
import type { Toolbox } from '../toolbox.ts';

/** The generation in force, read consistently; 0 where no rollback ever was. */
export async function readGeneration(toolbox: Toolbox): Promise<number> {
  return (await toolbox.aws.control.read('generation'))?.value ?? 0;
}

/** Throws OVERTAKEN where it is not `expected` any more. */
export async function refuseOvertaken(toolbox: Toolbox, expected: number): Promise<void> {
  const item = await toolbox.aws.control.read('generation');
  const value = item?.value ?? 0;
  if (value === expected) return;
  throw new OperatorError('OVERTAKEN', {
    what: `A rollback by ${item?.bumpedBy ?? 'another operator'} overtook this cutover (generation ${expected} -> ${value}).`,
    now: 'This cutover stopped and cannot resume.',
    next: commandsFor(toolbox.environment).status,
  });
}
