/* Which alarms are tested: the declared ones and every other under our prefix, or those that were named. */
import type { Alarm } from '../../aws/alarm.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { WatchedFunctions } from '../../monitoring/alarm-spec.ts';
import { alarmPrefix, alarmsOf } from '../../monitoring/alarms.ts';
import { closestName } from '../../yaml/closest-name.ts';

/** An alarm under test; null in `live` where it is declared and not there. */
export interface ChosenAlarm {
  readonly name: string;
  readonly live: Alarm | null;
}

/** By name, each once. A name may leave the common prefix out. Throws UNKNOWN_USAGE for one that nobody knows. */
export function chooseAlarms(
  live: readonly Alarm[],
  watched: WatchedFunctions,
  wanted: readonly string[],
): readonly ChosenAlarm[] {
  const declared = alarmsOf(watched).map(({ name }) => name);
  const names = [...new Set([...declared, ...live.map(({ name }) => name)])];
  const chosen = wanted.length === 0 ? names : [...new Set(wanted.map((name) => fullName(name, names)))];
  return chosen.map((name) => ({ name, live: live.find((alarm) => alarm.name === name) ?? null }));
}

function fullName(wanted: string, names: readonly string[]): string {
  const found = names.find((name) => name === wanted || name === `${alarmPrefix}${wanted}`);
  if (found !== undefined) return found;
  const short = names.map((name) => (name.startsWith(alarmPrefix) ? name.slice(alarmPrefix.length) : name));
  const near = closestName(wanted.replace(alarmPrefix, ''), short);
  throw new OperatorError('UNKNOWN_USAGE', {
    what: `--alarm ${wanted} names no alarm of this environment.`,
    now: 'Nothing was forced.',
    next: `${near === null ? '' : `Did you mean ${near}? `}There are: ${short.join(', ')}.`,
  });
}
