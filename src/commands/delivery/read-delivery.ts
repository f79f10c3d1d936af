/** Everything that decides whether a message leaves, read side by side. What cannot be read is said, never guessed. */
import type { ApprovalItem, BrakeItem, StopItem } from '../../domain/control-item.ts';
import type { Toolbox } from '../toolbox.ts';

export interface DeliveryReading {
  readonly approval: ApprovalItem | null;
  readonly stop: StopItem | null;
  readonly brake: BrakeItem | null;
  readonly ruleState: 'ENABLED' | 'DISABLED' | 'OTHER' | null;
  /** Null: none reserved; undefined: could not be read. */
  readonly reservedConcurrency: number | null | undefined;
  /** One sentence for each part that could not be read. */
  readonly unreadable: readonly string[];
}

/** Throws where the control table cannot be read: without it there is nothing to say. */
export async function readDelivery(toolbox: Toolbox): Promise<DeliveryReading> {
  const { control, functions, rules } = toolbox.aws;
  const { environment } = toolbox;
  const [approval, stop, brake, rule, reserved] = await Promise.all([
    control.read('approval'),
    control.read('stop'),
    control.read('brake'),
    rules.describe(environment.rule).catch(unreadable),
    functions.reservedConcurrency(environment.function).catch(unreadable),
  ]);
  return {
    approval,
    stop,
    brake,
    ruleState: rule instanceof Unreadable ? null : (rule?.state ?? null),
    reservedConcurrency: reserved instanceof Unreadable ? undefined : reserved,
    unreadable: [rule, reserved].flatMap((one) => (one instanceof Unreadable ? one.reason : [])),
  };
}

class Unreadable {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

function unreadable(error: unknown): Unreadable {
  return new Unreadable(error instanceof Error ? error.message : String(error));
}
