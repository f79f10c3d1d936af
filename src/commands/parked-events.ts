import type { Toolbox } from './toolbox.ts';

/** Lambda's own default for asynchronous events: six hours. Seconds. */
const defaultMaximumAgeSeconds = 21_600;

/**
 * One sentence on the ticks that Lambda refused while the brake held: it parks them and runs them once it may. Null
 * where the function keeps no parked event. Never throws: this is a warning, not a condition.
 */
export async function parkedEventsWarning(toolbox: Toolbox, functionName: string): Promise<string | null> {
  const config = await toolbox.aws.functions.asyncConfig(functionName).catch(() => undefined);
  if (config === undefined)
    return `Ticks that were refused meanwhile may run now: ${functionName} could not be asked for how long they keep.`;
  const maximumAge = config?.maximumEventAgeSeconds ?? defaultMaximumAgeSeconds;
  const minutes = Math.round(maximumAge / 60);
  return `Ticks that were refused in the last ${minutes} min are parked in Lambda and may run now: each is an ordinary run under the approval in force.`;
}
