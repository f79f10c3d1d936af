import { bookingConditions } from './booking-conditions.ts';
import type { ConditionSpec } from './condition-spec.ts';
import { recordConditions } from './record-conditions.ts';
import { timeConditions } from './time-conditions.ts';

/** Every condition by name. A name that is not here is refused when rules.yaml is loaded, never taken as false. */
export const conditions: Readonly<Record<string, ConditionSpec>> = {
  ...recordConditions,
  ...bookingConditions,
  ...timeConditions,
};
