/** `bookings status`: whether each store still shows the bookings that earlier runs saw. */
import * as z from 'zod';
import { momentText } from '../../domain/announcement-text.ts';
import { type BookingsSeenItem, type EmptiedStore, emptiedStores } from '../../domain/bookings-seen.ts';
import { fail, pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';
import { acceptCommand, emptiedCheck } from './emptied-check.ts';

export const bookingsStatusCommand = defineCommand({
  words: ['bookings', 'status'],
  summary: 'show stores whose bookings are suddenly gone',
  description:
    'Reads what the latest runs saw at the booking host. A store that had confirmed bookings, the last of them still to come, and ' +
    'shows none now is listed until they return, until that visit or a week has passed, or until bookings accept. Changes nothing.',
  options: [],
  examples: ['naver-sms bookings status', 'naver-sms bookings status --json'],
  evidence: 'unrecorded',
  schema: z.object({}),
  run: bookingsStatus,
});

async function bookingsStatus(toolbox: Toolbox): Promise<CommandResult> {
  const { control } = toolbox.aws;
  const [seen, accepted] = [await control.read('bookings-seen'), await control.read('bookings-accepted')];
  const emptied = emptiedStores(seen, accepted, toolbox.clock.now());
  const checks = emptied.map(emptiedCheck);
  for (const check of checks) toolbox.report({ kind: 'check', check });
  const { name } = toolbox.environment;
  return {
    exitCode: emptied.length === 0 ? exitCodes.doneAndProven : exitCodes.verdictNo,
    verdict: emptied.length === 0 ? pass : fail(`${emptied.length} stores show none of their bookings`),
    headline: headlineOf(seen, emptied),
    steps: [],
    checks,
    spans: [],
    next: nextCommands(emptied, name),
    data: { seen, accepted, emptied: emptied.map(({ storeId }) => storeId) },
  };
}

/** Several stores at once are rather the host's trouble than theirs: a look comes first. */
function nextCommands(emptied: readonly EmptiedStore[], name: string): readonly string[] {
  const look = `naver-sms tail --env ${name} --since 30m`;
  if (emptied.length === 0) return [look];
  const accept = acceptCommand(emptied, name);
  return emptied.length === 1 ? [accept] : [look, accept];
}

function headlineOf(seen: BookingsSeenItem | null, emptied: readonly EmptiedStore[]): string {
  if (seen === null) return 'No run has recorded what it saw at the booking host yet.';
  const asOf = `as of ${momentText(new Date(seen.at))}`;
  const ids = emptied.map(({ storeId }) => storeId).join(', ');
  const found =
    emptied.length === 0
      ? `No store lost its bookings, ${asOf}: ${Object.keys(seen.stores).length} stores have some`
      : `Stores ${ids} show none of the bookings that earlier runs saw, ${asOf}`;
  const skipped = Object.keys(seen.skipped).length;
  const unread =
    skipped === 0
      ? ''
      : ` ${skipped} bookings could not be read in the last 40 days (log event booking_skipped).`;
  const { farBacklog } = seen;
  const far =
    farBacklog === null
      ? ''
      : ` Bookings more than ${farBacklog.beyondDays} days ahead made before ${momentText(new Date(farBacklog.before))} wait for windows.backlogAcknowledged in stores.yaml.`;
  return `${found}.${unread}${far}`;
}
