import type { Invoked, LambdaWorld } from './lambda-world.ts';

/** The log lines of one event, in their order. */
export const named = (run: Invoked, event: string): Invoked['events'] =>
  run.events.filter((line) => line.event === event);

/** The numbers that got a message, each as often as it got one. */
export const sentTo = (world: LambdaWorld): readonly unknown[] =>
  world.outside.sensMessages.map(({ to }) => to).sort();
