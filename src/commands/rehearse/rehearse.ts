import { join, relative, resolve } from 'node:path';
import * as z from 'zod';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { EvidencePlace } from '../../reporting/answer-context.ts';
import {
  defineLocalCommand,
  type LocalResult,
  type LocalToolbox,
  type RunningSandbox,
} from '../define-local-command.ts';
import { judgeEvidence } from './judge-evidence.ts';
import { judgeRehearsal, type RehearsalAct, type RehearsalFacts } from './judge-rehearsal.ts';

const schema = z.strictObject({
  fault: z.string().optional(),
  seed: z.coerce.number().int().nonnegative().default(1),
  realTime: z.boolean().default(false),
  out: z.string().optional(),
});

type RehearseOptions = z.infer<typeof schema>;

/** A Monday, 14:00 in Korea: when cutovers happen. Fixed, so that a seed always gives the same rehearsal. */
const rehearsalStartMs = Date.parse('2026-11-23T05:00:00Z');

/** The whole cutover on the embedded sandbox: the same commands, in the order in which a captain gives them. */
export const rehearseCommand = defineLocalCommand<RehearseOptions>({
  words: ['rehearse'],
  summary: 'rehearse the whole cutover on this machine, without an AWS account',
  description:
    'Starts the embedded sandbox and runs approval, preflight, alarm test, cutover, first tick, verification and a rollback drill against it, ' +
    'with the real Lambda sending to pretend customers. Leaves a VALIDATION.md, marked SIMULATED, that verifies.',
  options: [
    {
      flags: '--fault <scenario>',
      description: 'what goes wrong; an unknown name lists the scenarios',
    },
    { flags: '--seed <n>', description: 'makes bookings and faults repeatable (default 1)' },
    { flags: '--real-time', description: 'let 20 minutes take 20 minutes' },
    { flags: '--out <folder>', description: 'where the evidence goes (default rehearsals/<time>)' },
  ],
  examples: [
    'naver-sms rehearse',
    'naver-sms rehearse --fault first-tick-fails',
    'naver-sms rehearse --json | jq .spans',
  ],
  schema,
  runLocal: rehearse,
});

async function rehearse(toolbox: LocalToolbox, options: RehearseOptions): Promise<LocalResult> {
  const evidence = resolve(toolbox.cwd, options.out ?? defaultFolder(toolbox.clock.now()), 'VALIDATION.md');
  toolbox.report({ kind: 'phase', title: titleOf(options) });
  const sandbox = await toolbox.sandboxes.start({
    fault: options.fault ?? null,
    seed: options.seed,
    realTime: options.realTime,
    port: 0,
    startMs: options.realTime ? null : rehearsalStartMs,
    evidence,
  });
  try {
    const acts = await playAll(toolbox, sandbox, actsFor(options, sandbox));
    const deliveries = sandbox.deliveries();
    const verified = judgeEvidence(evidence, toolbox.clock.now());
    const shown = sandbox.channelTexts();
    const fault = options.fault ?? null;
    const facts = { acts, deliveries, verified, shown, evidence, fault, cwd: toolbox.cwd };
    return { ...judgeRehearsal(facts), target: sandbox.target, evidence: placeOf(facts) };
  } finally {
    await sandbox.stop();
  }
}

function placeOf({ evidence, verified, cwd }: RehearsalFacts): EvidencePlace {
  const state = verified.isVerified ? 'signed' : 'unsigned';
  return { file: relative(cwd, evidence), section: null, state, reason: null };
}

interface Act {
  readonly title: string;
  /** The command as a captain types it. */
  readonly typed: string;
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

const allActs: readonly Act[] = [
  {
    title: 'Approve delivery for the build that is deployed',
    typed: 'naver-sms delivery approve live',
    words: ['delivery', 'approve'],
    options: { mode: 'live' },
  },
  { title: 'Preflight', typed: 'naver-sms preflight', words: ['preflight'], options: {} },
  {
    title: 'Alarm test: does each alarm reach Slack and Telegram?',
    typed: 'naver-sms alarm-test',
    words: ['alarm-test'],
    options: {},
  },
  {
    title: 'Cutover, first tick and verification',
    typed: 'naver-sms cutover',
    words: ['cutover'],
    options: {},
  },
  {
    title: 'Rollback drill',
    typed: 'naver-sms rollback --drill',
    words: ['rollback'],
    options: { drill: true },
  },
];

/** Two are enough on the way to a fault that is none of the alarms': the alarms are not what is rehearsed then. */
const sampledAlarms = ['lambda-errors', 'no-runs'];

function actsFor({ fault }: RehearseOptions, sandbox: RunningSandbox): readonly Act[] {
  if (fault === undefined || sandbox.hasAlarmFault) return allActs;
  return allActs
    .map((act) => approvedUntil(act, sandbox.approvalUntil))
    .map((act) =>
      act.typed === 'naver-sms alarm-test'
        ? {
            ...act,
            typed: `${act.typed} --alarm ${sampledAlarms.join(' ')}`,
            options: { alarm: sampledAlarms },
          }
        : act,
    );
}

function approvedUntil(act: Act, until: string | null): Act {
  if (until === null || act.words.join(' ') !== 'delivery approve') return act;
  return { ...act, typed: `${act.typed} --until ${until}`, options: { ...act.options, until } };
}

/** Plays the acts in order and leaves the rest out once one did not end well: a captain would stop there too. */
async function playAll(
  toolbox: LocalToolbox,
  sandbox: RunningSandbox,
  acts: readonly Act[],
): Promise<RehearsalAct[]> {
  const played: RehearsalAct[] = [];
  for (const [index, { title, typed, words, options }] of acts.entries()) {
    const stopper = played.find(
      ({ result }) => result !== null && result.exitCode !== exitCodes.doneAndProven,
    );
    if (stopper) {
      played.push({
        title,
        words,
        result: null,
        skipped: `${stopper.words.join(' ')} ended with exit code ${stopper.result?.exitCode}`,
      });
      continue;
    }
    toolbox.report({ kind: 'phase', title: `━━ ${index + 1} of ${acts.length}: ${title}   $ ${typed}` });
    played.push({ title, words, result: await sandbox.run(words, options), skipped: null });
  }
  return played;
}

function titleOf({ fault, seed }: RehearseOptions): string {
  return `Rehearsal on the embedded sandbox (SIMULATED, seed ${seed}${fault === undefined ? '' : `, fault ${fault}`}): no AWS account is touched`;
}

function defaultFolder(now: Date): string {
  return join('rehearsals', now.toISOString().replaceAll(/[-:]|\.\d+/g, ''));
}
