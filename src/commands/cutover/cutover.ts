/* `naver-sms cutover`: turns the new sender on, watches its first tick, and rolls back by itself if that fails. */
import * as z from 'zod';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { underWords } from '../../runtime/stop-words.ts';
import { commandsFor } from '../commands-for.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';
import { concludeFailure } from './conclude-failure.ts';
import { conductCutover } from './conduct-cutover.ts';
import { cutoverWords } from './cutover-words.ts';
import { newStory } from './story.ts';
import { readUnfinished, type UnfinishedCutover } from './unfinished-cutover.ts';

const schema = z.strictObject({
  maxTicks: z.coerce.number().int().min(1).max(12).default(3),
  liveState: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/, 'give the fingerprint that preflight printed')
    .optional(),
  resume: z.boolean().default(false),
  stealLock: z.boolean().default(false),
});

type CutoverOptions = z.infer<typeof schema>;

export const cutoverCommand = defineCommand<CutoverOptions>({
  words: ['cutover'],
  summary: 'turn the new sender on, watch its first tick, and roll back by itself if that fails',
  description:
    'Lock, preflight, announcement, enable, first tick, verification by ten criteria, announcement. A failed tick or verification is rolled ' +
    'back at once. No traffic never is: it waits for up to --max-ticks, then says how to go on.',
  options: [
    { flags: '--max-ticks <n>', description: 'how many ticks to wait for traffic (default 3)' },
    { flags: '--live-state <fingerprint>', description: 'go only if live state is what preflight saw' },
    {
      flags: '--resume',
      description: 'go on with the cutover that was interrupted, after re-reading live state',
    },
    { flags: '--steal-lock', description: 'take the lock from its holder; needs --reason' },
  ],
  examples: [
    'naver-sms cutover --confirm naver-sms-automation-trigger --reason "go-live, change 42"',
    'naver-sms cutover --dry-run',
    'naver-sms cutover --resume --confirm naver-sms-automation-trigger',
  ],
  evidence: 'required',
  confirm: ({ rule }) => rule,
  schema,
  run: cutover,
});

async function cutover(toolbox: Toolbox, options: CutoverOptions): Promise<CommandResult> {
  const story = newStory(options.resume ? requireUnfinished(toolbox) : null);
  const { maxTicks, stealLock: steal, liveState = null } = options;
  return await underWords(toolbox.stopNotice, cutoverWords(toolbox, story), async () => {
    try {
      return await conductCutover(toolbox, story, { maxTicks, steal, liveState });
    } catch (error) {
      return await concludeFailure(toolbox, story, error);
    }
  });
}

function requireUnfinished({ environment, run }: Toolbox): UnfinishedCutover {
  const unfinished = readUnfinished(environment.evidence, run);
  if (unfinished) return unfinished;
  throw new OperatorError('NOTHING_TO_RESUME', {
    what: `The ledger beside ${environment.evidence} has no unfinished cutover.`,
    now: 'Nothing was changed.',
    next: commandsFor(environment).cutover,
  });
}
