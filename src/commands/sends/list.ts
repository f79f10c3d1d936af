/** `sends list`: the messages in a state, as the claims say. Phone numbers are masked; a claim is named by a short id. */
import * as z from 'zod';
import type { ListedClaim } from '../../aws/table-service.ts';
import type { CheckResult } from '../../domain/check-result.ts';
import { parsePastTime } from '../../domain/operator-time.ts';
import { judgeResend } from '../../domain/send-again.ts';
import { pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';

const indexed = {
  'in-doubt': ['IN_DOUBT'],
  claimed: ['CLAIMED'],
  released: ['RELEASED'],
  open: ['IN_DOUBT', 'CLAIMED', 'RELEASED'],
} as const;

/** In the index as long as something is still to come of them, and afterwards among the claims of their runs alone. */
const partlyIndexed = { accepted: 'ACCEPTED', refused: 'REFUSED' } as const;

const states = [
  'in-doubt',
  'open',
  'claimed',
  'released',
  'accepted',
  'delivered',
  'undelivered',
  'refused',
  'missed',
] as const;

const schema = z.object({
  state: z.enum(states).default('in-doubt'),
  since: z.string().default('24h'),
});

type ListOptions = z.infer<typeof schema>;

export const sendsListCommand = defineCommand<ListOptions>({
  words: ['sends', 'list'],
  summary: 'list the messages in a state, phones masked',
  description:
    'Reads the claims. What is open (in-doubt, claimed, released), accepted and still followed, or refused with its window still open is found ' +
    'whatever its age; delivered, undelivered, missed, and older accepted and refused messages are looked for among the runs since a time ' +
    '(--since, default 24h). Changes nothing.',
  options: [
    {
      flags: '--state <state>',
      description: `${states.join(', ')} (default in-doubt; open is the first, third and fourth)`,
    },
    {
      flags: '--since <time>',
      description: 'for states that are final: 24h, 14:02 (KST) or ISO (default 24h)',
    },
  ],
  examples: ['naver-sms sends list', 'naver-sms sends list --state refused --since 7d --json'],
  evidence: 'unrecorded',
  schema,
  run: listSends,
});

async function listSends(toolbox: Toolbox, options: ListOptions): Promise<CommandResult> {
  const claims = await readClaims(toolbox, options);
  const shown = claims.map((claim) => ({
    claim,
    again: judgeResend({ ...claim, now: toolbox.clock.now() }),
  }));
  const checks = shown.map(({ claim }) => line(claim));
  for (const check of checks) toolbox.report({ kind: 'check', check });
  const sendable = shown.filter(({ again }) => again.mayResend);
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline: headlineOf(options, claims.length, sendable.length),
    steps: [],
    checks,
    spans: [],
    next: sendable
      .slice(0, 3)
      .map(
        ({ claim: { id } }) =>
          `naver-sms sends resend ${id} --confirm ${id} --env ${toolbox.environment.name} --reason "<why>"`,
      ),
    data: {
      state: options.state,
      claims: shown.map(({ claim, again }) => ({ ...claim, mayResend: again.mayResend })),
    },
  };
}

async function readClaims(toolbox: Toolbox, { state, since }: ListOptions): Promise<readonly ListedClaim[]> {
  const { tables } = toolbox.aws;
  const table = toolbox.environment.tables.claims;
  if (isIndexed(state)) {
    const found = await Promise.all(indexed[state].map((one) => tables.claimsInState(table, one)));
    return found.flat().toSorted(byAge);
  }
  const from = parsePastTime(since, toolbox.clock.now());
  if (!from) throw badTime(since);
  const runs = await toolbox.aws.control.runsSince(from.toISOString());
  const found = isPartlyIndexed(state) ? [...(await tables.claimsInState(table, partlyIndexed[state]))] : [];
  // One after the other: a week has 500 runs.
  for (const { requestId } of runs) found.push(...(await tables.listedClaimsOfRun(table, requestId)));
  const wanted = state.toUpperCase();
  const distinct = new Map(found.map((claim) => [claim.id, claim]));
  return [...distinct.values()].filter((claim) => claim.state === wanted).toSorted(byAge);
}

const isPartlyIndexed = (state: ListOptions['state']): state is keyof typeof partlyIndexed =>
  state in partlyIndexed;

const isIndexed = (state: ListOptions['state']): state is keyof typeof indexed => state in indexed;

const byAge = (a: ListedClaim, b: ListedClaim): number => a.claimedAtMs - b.claimedAtMs;

function line(claim: ListedClaim): CheckResult {
  return {
    id: claim.id,
    title: `${claim.id} ${claim.kind} of ${claim.bookingNum} to ${claim.phoneMasked}`,
    severity: 'info',
    expected: 'anything',
    observed: observedOf(claim),
    verdict: pass,
    source: 'table of claims, read now',
    remedy: null,
  };
}

/** What an open state means for the customer, for whoever does not know the states by heart. */
const meanings: Readonly<Record<string, string>> = {
  CLAIMED: 'a run has it in hand',
  IN_DOUBT: 'sent or not, nobody knows yet',
  RELEASED: 'not sent: the next live run sends it, or it is counted as missed',
  REFUSED: 'not sent: an operator may let it be sent again until its window ends',
};

function observedOf({ state, claimedAtMs, reason }: ListedClaim): string {
  const meaning = meanings[state];
  const since = `since ${new Date(claimedAtMs).toISOString()}`;
  return `${state}${meaning === undefined ? '' : ` (${meaning})`} ${since}${reason === null ? '' : `: ${reason}`}`;
}

function headlineOf({ state, since }: ListOptions, count: number, sendable: number): string {
  const where = isIndexed(state)
    ? ''
    : isPartlyIndexed(state)
      ? `: every open one, and of the others those of the runs since ${since} (--since)`
      : ` among the runs since ${since} (--since)`;
  const again = sendable === 0 ? '' : ` ${sendable} may be sent again.`;
  return `${count === 0 ? 'No message' : `${count} message${count === 1 ? '' : 's'}`} ${state}${where}.${again}`;
}

function badTime(text: string): OperatorError {
  return new OperatorError('UNKNOWN_USAGE', {
    what: `--since ${text} is not a time.`,
    now: 'Nothing was changed.',
    next: 'Give 24h, 14:02 (KST), or ISO with a zone.',
  });
}
