import type { StoryWorld } from './story-world.ts';

/** An operator approves that absent messages are sent again. */
export async function resendAbsent(world: StoryWorld): Promise<void> {
  await world.time.sleep(1_000);
}
