/* The proof that an approval carries: no other sender could start when it was given. */

/** One rule that could start a sender, with its state as EventBridge has it, or ABSENT. */
export interface SenderState {
  readonly name: string;
  readonly state: string;
}

const offStates: readonly string[] = ['DISABLED', 'ABSENT'];

/** The first of these rules that could start a sender now; undefined if none could. Pure. */
export function findRival(others: readonly SenderState[]): SenderState | undefined {
  return others.find(({ state }) => !offStates.includes(state));
}

/** As the approval holds it: `Every_20mins DISABLED, other-trigger ABSENT`. */
export function formatOtherSenders(others: readonly SenderState[]): string {
  return others.map(({ name, state }) => `${name} ${state}`).join(', ');
}

/** Whether a stored text says of at least one rule, and of each rule that it names, that it is off. Pure. */
export function provesOthersOff(text: string | null | undefined): boolean {
  return /^\S+ (DISABLED|ABSENT)(, \S+ (DISABLED|ABSENT))*$/.test(text ?? '');
}
