import type { Run } from '../open-run.ts';
import { createSensClient } from './sens-client.ts';

/** An operator waits 30 s for the whole answer of a probe, milliseconds. */
const longestMs = 10_000;
const minuteMs = 60_000;

/**
 * Asks SENS for the messages of the last minute: keys and service id are right, and the list that settles what is in doubt
 * can be read. Sends nothing. Throws, in a sentence for an operator, if SENS does not answer so.
 */
export async function probeSens({ program }: Pick<Run, 'program'>): Promise<void> {
  const { clock, baseUrls } = program;
  const readSensAnew = () => program.readSecret('sens', { isFresh: true });
  const sens = { ...(await readSensAnew()), baseUrl: baseUrls.sens };
  const client = createSensClient({ sens, now: clock.now, readSensAnew });
  const end = clock.now();
  const window = { start: new Date(end.getTime() - minuteMs), end };
  try {
    await client.list(window, { withContent: false, withinMs: longestMs });
  } catch (cause) {
    // Errors of the SENS client are our own sentences.
    const reason = cause instanceof Error ? cause.message : "SENS's list was not read";
    throw new Error(`${reason}${hintFor(reason)}`, { cause });
  }
}

function hintFor(reason: string): string {
  if (!/it answered (?:401|403|404)\b/.test(reason)) return '';
  return '; check access_key, secret_key and service_id in secret naver-sms-automation/sens-credentials against the SENS console';
}
