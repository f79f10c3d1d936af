import type { StoryWorld } from './story-world.ts';

const minuteMs = 60_000;
const tickMs = 20 * minuteMs;

/** Troubles of the secret and of Naver's session, which come at their own times whatever else the story has. */
export function planTroublesAside(world: StoryWorld): void {
  const { aside } = world;
  if (aside.is(0.5)) planRotation(world);
  if (aside.is(0.3)) planExpiry(world);
}

/** The old keys end while a run is under way or shortly after, and the secret follows: some processes remember them. */
function planRotation({ aside, time, secret, trace }: StoryWorld): void {
  const endMs =
    aside.between(0, 2) * tickMs + aside.pick([aside.between(0, 2_000), aside.between(0, 90_000)]);
  time.after(endMs, () => {
    secret.rotate();
    trace('SENS takes other keys from now on');
  });
  time.after(endMs + aside.pick([0, aside.between(0, 30_000), aside.between(0, 30 * minuteMs)]), () => {
    secret.correct();
    trace('the secret holds the keys that SENS takes');
  });
}

/** The session ends, and mostly the role of the function may not write the new one for a while. */
function planExpiry({ aside, time, naver, trace }: StoryWorld): void {
  const endsAfterMs = aside.between(0, 40) * minuteMs;
  time.after(endsAfterMs, () => {
    naver.end();
    trace("Naver's session is over");
  });
  if (aside.is(0.3)) return;
  naver.isWritable = false;
  time.after(aside.between(0, 90) * minuteMs, () => {
    naver.isWritable = true;
    trace('table session can be written again');
  });
}
