import type { RunEvent } from '../../../src/domain/run-event.ts';

/** True when the alarms of a group are forced and now watched. */
export const isWatching = (event: RunEvent) => event.kind === 'waiting' && event.what.startsWith('history');

/** True when every alarm is restored and CloudWatch's own evaluation is waited for. */
export const isLastLook = (event: RunEvent) =>
  event.kind === 'waiting' && event.what.startsWith("CloudWatch's own evaluation");

/** Does something to the world at an event, by default as soon as the alarm is forced and watched. */
export function whileForced(act: () => Promise<unknown>, at = isWatching) {
  const acts: Promise<unknown>[] = [];
  const onEvent = (event: RunEvent) => {
    if (at(event)) acts.push(act());
  };
  return { run: { onEvent }, done: () => Promise.all(acts) };
}
