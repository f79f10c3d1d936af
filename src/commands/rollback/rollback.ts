/** `rollback`: the front door. It never asks and never refuses for bookkeeping; only a drill may refuse. */
import * as z from 'zod';
import { parsePastTime } from '../../domain/operator-time.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';
import { runDrills } from './drill.ts';
import { executeRollback } from './execute-rollback.ts';
import type { RollbackOrder, TimelinePoint } from './rollback-order.ts';

const schema = z.object({
  troubleAt: z.string().optional(),
  detectedAt: z.string().optional(),
  decidedAt: z.string().optional(),
  legacy: z.boolean().default(false),
  drill: z.boolean().default(false),
  repeat: z.coerce.number().int().min(1).max(100).default(1),
});

type RollbackOptions = z.infer<typeof schema>;

export const rollbackCommand = defineCommand({
  words: ['rollback'],
  summary: 'stop every message, prove it, and say how long it took',
  description:
    'Pulls three levers at once: the rule is disabled, new runs are refused (reserved concurrency 0), and delivery is stopped in the ' +
    'control table. Then it proves that no message can leave, that no run is left, and that a new one is refused. It asks nothing and ' +
    'waits for no lock and no ledger. Way back: naver-sms delivery resume, then naver-sms cutover.',
  options: [
    {
      flags: '--trouble-at <time>',
      description: 'when the trouble began, as you assert it: 14:02 (KST), 10m (ago) or ISO',
    },
    { flags: '--detected-at <time>', description: 'when somebody saw it' },
    { flags: '--decided-at <time>', description: 'when the rollback was decided' },
    { flags: '--legacy', description: 'once drained, enable the legacy rule (only where it is operational)' },
    {
      flags: '--drill',
      description: 'the same on the drill target, then restore and prove the initial state',
    },
    { flags: '--repeat <n>', description: 'how many drills (1 to 100)' },
  ],
  examples: [
    'naver-sms rollback',
    'naver-sms rollback --trouble-at 14:02 --detected-at 14:05 --decided-at 14:07 --reason "wrong names in texts"',
    'naver-sms rollback --drill --repeat 5',
  ],
  evidence: 'spill',
  schema,
  run: (toolbox, options) =>
    options.drill
      ? runDrills(toolbox, options.repeat)
      : executeRollback(toolbox, operatorOrder(toolbox, options)),
});

function operatorOrder(toolbox: Toolbox, options: RollbackOptions): RollbackOrder {
  const { rule, function: functionName } = toolbox.environment;
  const claims = {
    troubleAt: claim('--trouble-at', options.troubleAt, toolbox),
    detectedAt: claim('--detected-at', options.detectedAt, toolbox),
    decidedAt: claim('--decided-at', options.decidedAt, toolbox),
  };
  const { troubleAt, detectedAt, decidedAt } = claims;
  return {
    rule,
    function: functionName,
    occasion: 'operator',
    why: toolbox.operator.reason ?? 'rollback',
    timeline: { troubleAt: troubleAt.point, detectedAt: detectedAt.point, decidedAt: decidedAt.point },
    ...(toolbox.began ? { started: toolbox.began } : {}),
    unusableClaims: Object.values(claims).flatMap(({ problem }) => problem ?? []),
    announce: true,
    enableLegacy: options.legacy,
  };
}

interface Claim {
  readonly point: TimelinePoint | null;
  readonly problem: string | null;
}

/** A typing error here must not keep the levers waiting: it is said, and spoils the verdict, afterwards. */
function claim(flag: string, text: string | undefined, toolbox: Toolbox): Claim {
  if (text === undefined) return { point: null, problem: null };
  const at = parsePastTime(text, toolbox.clock.now());
  if (at !== null) return { point: { at, basis: 'claimed' }, problem: null };
  const problem = `${flag} "${text}" is no time in the past that can be read (14:02, 10m or ISO with a zone)`;
  toolbox.report({ kind: 'warning', text: `${problem}. The levers are pulled all the same.` });
  return { point: null, problem };
}
