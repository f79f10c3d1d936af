import { createClaimStore } from '../../lambda/claim/claim-store.ts';
import { findClaims, readClaims } from '../../lambda/claim/find-claims.ts';
import { findMarked } from '../../lambda/claim/find-marked.ts';
import { recordUnsent, sendLive } from '../../lambda/claim-and-send.ts';
import { findDueMessages } from '../../lambda/due-messages.ts';
import type { OpenedRun, Run } from '../../lambda/open-run.ts';
import { followDelivery } from '../../lambda/record/follow-delivery.ts';
import { decideMode } from '../../lambda/register/decide-mode.ts';
import { judgeCharge } from '../../lambda/register/judge-charge.ts';
import { readApproval } from '../../lambda/register/read-approval.ts';
import type { RunContext } from '../../lambda/run-context.ts';
import type { DeliveryTools } from '../../lambda/send/delivery-tools.ts';
import { settleInto } from '../../lambda/settle-earlier-runs.ts';
import { writeShadow } from '../../lambda/shadow/write-shadow.ts';
import { checkSums } from '../../lambda/summary/check-sums.ts';
import { emptyTally } from '../../lambda/summary/run-tally.ts';
import { addTo } from '../../lambda/summary/sums.ts';
import type { LambdaProcess } from './lambda-process.ts';
import type { Mutation } from './mutations.ts';
import { openSimulatedSession } from './naver-session.ts';
import { readBookings } from './read-bookings.ts';
import { readSensKeys } from './sens-secret.ts';
import { buildId, owe, type StoryWorld, settings, type ToldRun } from './story-world.ts';

const tableNames = {
  sms: 'sms',
  shadow: 'sms_v2',
  claims: 'sms_claims',
  session: 'session',
  control: 'naver-sms-control',
};
const claimMarginMs = 15_000;
const noKeys = { access_key: '', secret_key: '', service_id: '', baseUrl: '' };

/** The steps of the real run from the approval on, in their order: settle, read, decide, claim, send, record, follow. */
export async function simulatedRun(
  world: StoryWorld,
  process: LambdaProcess,
  mutate: Mutation,
): Promise<void> {
  const told: ToldRun = {
    startedAtMs: world.time.nowMs,
    mode: null,
    inChargeSinceMs: null,
    isIntended: true,
    endedWellAtMs: null,
  };
  world.runs.set(process.name, told);
  const warm = world.secret.open(process.now);
  process.keys = await readSensKeys(warm);
  const approval = await readApproval(process.dynamo, tableNames.control);
  const decision = decideMode(approval, buildId, process.now());
  const { mode } = decision;
  const live = mode === 'live' ? approval : null;
  const charge = judgeCharge(decision, approval, world.delivery);
  const opened = { context: contextOf(world, process, mode), approval: live, charge };
  told.mode = mode;
  told.isIntended = charge.isIntended;
  told.inChargeSinceMs = charge.since?.getTime() ?? null;
  try {
    const tools = mutate(toolsOf(opened.context, process), mode);
    await steps(world, opened, { tools, trouble: process.hostTrouble });
  } catch (cause) {
    // Where SENS alone was not well, the run could still write down what it left over.
    const couldWrite =
      !process.hasMetTableTrouble && !/could not be written down|no login was tried/.test(String(cause));
    if (couldWrite) told.endedWellAtMs = world.time.nowMs;
    throw cause;
  } finally {
    world.secret.close(warm);
  }
  told.endedWellAtMs = world.time.nowMs;
}

async function steps(
  world: StoryWorld,
  opened: OpenedRun,
  { tools, trouble }: { readonly tools: DeliveryTools; readonly trouble: number },
): Promise<void> {
  const { context, approval } = opened;
  const { completedDaysBack } = settings;
  const tally = emptyTally(0);
  await settleInto(tally, tools, { approval });
  await openSimulatedSession(world.naver, {
    context: { ...context, emit: tools.emit },
    tally,
    trueMs: () => world.time.nowMs,
    loginMs: world.aside.between(2_000, 20_000),
  });
  await context.sleep(world.chance.pick([500, 500, world.chance.between(500, 15_000)]));
  const bookings = await readBookings(world, { context, tally, trouble });
  // Of the run, deciding uses the settings, the tally and the log.
  const run = { program: { settings }, tally, emit: tools.emit } as unknown as Run;
  const messages = await findDueMessages(run, opened, bookings);
  if (context.mode === 'shadow') await writeShadow(context, messages.due);
  if (!approval) addTo(tally.messages.skipped, 'not-live', messages.due.length);
  if (approval) {
    for (const message of messages.due) owe(world, message);
    const since = opened.charge.since ?? new Date(approval.approvedAt);
    await sendLive(tools, tally, { messages, approval, since, completedDaysBack, sendIntervalMs: 100 });
  } else await recordUnsent(tools, tally, { messages, completedDaysBack });
  if (tools.mayClaim()) await followDelivery(tools);
  checkSums(tally);
}

function contextOf(world: StoryWorld, process: LambdaProcess, mode: RunContext['mode']): RunContext {
  return {
    runId: process.name,
    buildId,
    mode,
    now: process.now,
    sleep: process.sleep,
    remainingMs: process.remainingMs,
    mayClaim: () => process.remainingMs() > claimMarginMs,
    dynamo: process.dynamo,
    tables: tableNames,
    // The keys of a process are used where it calls SENS.
    sens: noKeys,
    readSensAnew: async () => noKeys,
    emit: (name, fields) => {
      world.events.push({ atMs: world.time.nowMs, by: process.name, name, fields: { ...fields } });
      world.trace(`${process.name}: ${name} ${JSON.stringify(fields)}`);
    },
    reportUnreadable: (claimId) => {
      throw new Error(`a claim of ours does not read: ${claimId}`);
    },
  };
}

function toolsOf(context: RunContext, process: LambdaProcess): DeliveryTools {
  return {
    now: context.now,
    sleep: context.sleep,
    remainingMs: context.remainingMs,
    mayClaim: context.mayClaim,
    emit: context.emit,
    store: createClaimStore({ ...context, owner: `${process.name}/owner` }),
    sens: process.sens,
    find: (state, limit) => findClaims(context, state, limit),
    read: (claimIds) => readClaims(context, claimIds),
    marked: (claims) => findMarked(context, claims),
  };
}
