/* What the operator types after an alarm test. Each line works as it is copied. */
import type { Environment } from '../../domain/environment.ts';
import { shellWord } from '../../domain/shell-word.ts';
import { visibleText } from '../../domain/visible-text.ts';
import { commandsFor } from '../commands-for.ts';
import { type ForcedTrial, mayBeForced, type TestedAlarm } from './trial.ts';

/** For alarms that a later command must look at: those that may be forced by hand first, last the command that does it for all of them. */
export function restoringCommands(
  environment: Environment,
  unfinished: readonly TestedAlarm[],
): readonly string[] {
  const stuck = unfinished.filter(mayBeForced);
  const byHand = stuck.flatMap(({ forced, restoration }) =>
    forced === null ? [] : byHandCommands(environment, forced, restoration?.state === 'forced'),
  );
  const [first] = unfinished;
  const isOne = unfinished.length === 1;
  const names = isOne && first ? visibleText(first.row.alarm) : `${unfinished.length} alarms`;
  const { preflight } = commandsFor(environment);
  const does = [
    ...(stuck.length > 0 ? ['restores what is still forced'] : []),
    ...(stuck.length < unfinished.length ? ['marks what is really in ALARM'] : []),
  ];
  return [...byHand, `${preflight}   # reads ${names} again and ${does.join(' and ')}`];
}

/** Where it is not known whose ALARM it is, setting it back could hide a real one: the history is looked at first. */
function byHandCommands(
  { region }: Environment,
  { name, before, nonce }: ForcedTrial,
  isForced: boolean,
): readonly string[] {
  const alarm = `--region ${shellWord(region)} --alarm-name ${shellWord(name)}`;
  const set = `aws cloudwatch set-alarm-state ${alarm} --state-value ${before} --state-reason "restored by hand"`;
  if (isForced) return [set];
  const look = historyCommand({ region }, name, 3);
  return [`${look}   # set it back only if its last change is to ALARM with ${nonce}`, set];
}

/** Shows the last changes of an alarm's state. */
function historyCommand({ region }: Pick<Environment, 'region'>, name: string, items: number): string {
  const alarm = `--region ${shellWord(region)} --alarm-name ${shellWord(name)}`;
  return `aws cloudwatch describe-alarm-history ${alarm} --history-item-type StateUpdate --max-items ${items}`;
}

export interface TestOutcome {
  readonly isDryRun: boolean;
  readonly hasPassed: boolean;
  /** True where only the dry run kept an alarm from being forced. */
  readonly wouldForce: boolean;
  /** True where not every alarm was tested to both channels: a cutover relies on all of them. */
  readonly isPartial: boolean;
  /** The alarms that fired for a real reason meanwhile. */
  readonly fired: readonly string[];
  /** True where a message did not arrive that was waited for: the relay's log says why. */
  readonly hasLostMessage: boolean;
}

/** After a test in which no alarm is left forced. */
export function commandsAfter(
  environment: Environment,
  { isDryRun, hasPassed, wouldForce, isPartial, fired, hasLostMessage }: TestOutcome,
): readonly string[] {
  const { preflight, alarmTest, cutover } = commandsFor(environment);
  if (isDryRun) return [wouldForce ? alarmTest : preflight];
  if (hasPassed && isPartial) return [`${alarmTest}   # tests the rest: every alarm, both channels`];
  if (hasPassed) return [cutover];
  const { relay, region } = environment;
  const log = `aws logs tail /aws/lambda/${relay} --region ${region} --since 15m`;
  return [
    ...fired.map((name) => historyCommand(environment, name, 5)),
    ...(hasLostMessage ? [log] : []),
    alarmTest,
  ];
}
