/* What each hop of one forced alarm came to, from CloudWatch's history and the relay's log. Null: not decided yet. */
import { type ActionEntry, emptyHistory, type ForcedHistory } from './alarm-history.ts';
import { type Channel, type HopCell, passedAt, unmeasured } from './alarm-matrix.ts';
import { hasFired } from './judge-forced.ts';
import type { RelayReceipt } from './relay-receipts.ts';
import { fail, inconclusive } from './verdict.ts';
import type { Reading } from './verification-facts.ts';

export interface RelayLog {
  readonly receipts: readonly RelayReceipt[];
  /** Why runs of the relay ended badly. */
  readonly failures: readonly string[];
}

export interface HopFacts {
  readonly alarm: string;
  readonly nonce: string;
  /** Just before SetAlarmState, by the tool's clock, UTC milliseconds. */
  readonly calledAtMs: number;
  /** When CloudWatch had last updated the state from before, by its clock, UTC milliseconds; null where unknown. */
  readonly beforeUpdatedAtMs: number | null;
  /** The ARNs of the alarm's actions for ALARM. */
  readonly actions: readonly string[];
  /** Why no notification can reach the relay; null where one can. */
  readonly whyUnheard: string | null;
  readonly history: Reading<ForcedHistory>;
  readonly relay: Reading<RelayLog>;
  /** Seconds that were waited in all; null while there is still time. */
  readonly gaveUpAfterS: number | null;
  /** True where the operator ended the wait: what was not seen by then may still have come. */
  readonly isInterrupted: boolean;
}

export interface JudgedHops {
  readonly changed: HopCell | null;
  readonly action: HopCell | null;
  readonly channel: (channel: Channel) => HopCell | null;
  /** True where a notification with the nonce came to the relay, whatever became of it there. */
  readonly hasNotified: boolean;
}

/** Judges what is known by now. With `gaveUpAfterS` every hop is decided; one that was not seen never passes. */
export function judgeHops(facts: HopFacts): JudgedHops {
  const action = judgeAction(facts);
  return {
    changed: judgeChange(facts),
    action,
    channel: (channel) => judgeChannel(facts, action, channel),
    hasNotified:
      facts.relay.state === 'read' && facts.relay.value.receipts.some((each) => isAbout(facts, each)),
  };
}

function judgeChange(facts: HopFacts): HopCell | null {
  const { history, calledAtMs, nonce, gaveUpAfterS } = facts;
  const changedAtMs = history.state === 'read' ? history.value.changedAtMs : null;
  if (changedAtMs !== null) {
    const proof = `StateUpdate to ALARM with ${nonce}`;
    return passedAt({ fromMs: calledAtMs, toMs: changedAtMs, clock: 'tool to cloudwatch', proof });
  }
  if (history.state === 'read' && hasFired(facts, history.value.alarm))
    return unmeasured(inconclusive('it went into ALARM by itself just before it was forced'));
  if (mayStillCome(history, gaveUpAfterS)) return null;
  if (history.state === 'unreadable') return unmeasured(inconclusive(history.reason));
  return unmeasured(inconclusive(unseenText(facts, 'no change to ALARM in its history')));
}

function judgeAction(facts: HopFacts): HopCell | null {
  const { history, whyUnheard, gaveUpAfterS } = facts;
  const wanted = [...new Set(facts.actions)];
  if (wanted.length === 0 || whyUnheard === 'its actions are switched off')
    return unmeasured(fail(whyUnheard ?? 'it has no action'));
  const { changedAtMs, actions } = history.state === 'read' ? history.value : emptyHistory;
  const failed = actions.find(({ failure }) => failure !== null);
  if (failed) return unmeasured(fail(`CloudWatch could not carry it out: ${failed.failure}`));
  const seen = wanted.filter((action) => actions.some((entry) => isOf(entry, action, wanted)));
  const last = actions.at(-1);
  if (last && changedAtMs !== null && seen.length === wanted.length) return actionPassed(changedAtMs, last);
  if (mayStillCome(history, gaveUpAfterS)) return null;
  if (history.state === 'unreadable') return unmeasured(inconclusive(history.reason));
  const counted = seen.length === 0 ? 'no action' : `${seen.length} of ${wanted.length} actions`;
  return unmeasured(inconclusive(unseenText(facts, `${counted} in its history`)));
}

/** An entry that names no action counts only where there is but one. */
function isOf({ resource }: ActionEntry, action: string, wanted: readonly string[]): boolean {
  return resource === null ? wanted.length === 1 : resource === action;
}

function unseenText({ gaveUpAfterS, isInterrupted }: HopFacts, what: string): string {
  return isInterrupted
    ? `${what} until the operator interrupted the test`
    : `${what} within ${gaveUpAfterS} s`;
}

/** A source that refuses to be read is not asked again: waiting would show nothing. */
function mayStillCome(source: Reading<unknown>, gaveUpAfterS: number | null): boolean {
  if (gaveUpAfterS !== null) return false;
  return source.state === 'read' || source.mayHeal;
}

function actionPassed(changedAtMs: number, last: ActionEntry): HopCell {
  const proof = 'Action: successfully executed';
  return passedAt({ fromMs: changedAtMs, toMs: last.atMs, clock: 'cloudwatch', proof });
}

function judgeChannel(facts: HopFacts, action: HopCell | null, channel: Channel): HopCell | null {
  const { whyUnheard, gaveUpAfterS } = facts;
  if (whyUnheard !== null) return unmeasured(fail(`nothing reaches the relay: ${whyUnheard}`));
  if (action?.verdict.state === 'fail') return unmeasured(fail('the action before it failed'));
  const own = receiptsOf(facts, channel).filter((each) => isAbout(facts, each));
  const settled = settledBy(facts, own);
  if (settled || mayStillCome(facts.relay, gaveUpAfterS)) return settled;
  return unmeasured(whyUnseen(facts, action, channel));
}

/** Both: a nonce can be copied from the alarm's reason into another message. */
function isAbout({ alarm, nonce }: HopFacts, receipt: RelayReceipt): boolean {
  return receipt.nonce === nonce && receipt.about === `alarm ${alarm}`;
}

function receiptsOf({ relay }: HopFacts, channel: Channel): readonly RelayReceipt[] {
  return relay.state === 'read' ? relay.value.receipts.filter((each) => each.channel === channel) : [];
}

function settledBy(facts: HopFacts, own: readonly RelayReceipt[]): HopCell | null {
  const delivered = own.find(({ state, messageId }) => state === 'delivered' && messageId?.trim());
  if (delivered) return arrived(facts, delivered, own.length);
  if (own.some(({ state }) => state !== 'failed'))
    return unmeasured(inconclusive('accepted without a message id: there is no receipt'));
  const refused = own.at(-1);
  return refused ? unmeasured(fail(refused.reason ?? 'the channel refused it')) : null;
}

function arrived({ history, calledAtMs }: HopFacts, receipt: RelayReceipt, count: number): HopCell {
  const { changedAtMs, actions } = history.state === 'read' ? history.value : emptyHistory;
  const published = actions.at(-1)?.atMs ?? changedAtMs;
  return passedAt({
    fromMs: published ?? calledAtMs,
    toMs: receipt.atMs,
    clock: published === null ? 'tool to relay' : 'cloudwatch to relay',
    proof: `receipt ${receipt.messageId}`,
    remark: count > 1 ? `the relay posted it ${count} times` : null,
  });
}

/** Clocks of tool and relay may differ by this much, milliseconds. */
const skewMs = 5_000;

function whyUnseen(facts: HopFacts, action: HopCell | null, channel: Channel) {
  const { relay, alarm, calledAtMs, isInterrupted } = facts;
  if (relay.state === 'unreadable') return inconclusive(`the relay's log: ${relay.reason}`);
  const other = receiptsOf(facts, channel).find(
    ({ about, nonce, atMs }) => about === `alarm ${alarm}` && nonce === null && atMs >= calledAtMs - skewMs,
  );
  if (other) {
    const { state, messageId, reason } = other;
    const what = state === 'failed' ? `failed (${reason})` : `arrived (receipt ${messageId ?? 'none'})`;
    return inconclusive(`a message about it ${what} without the nonce: it may not be this test's`);
  }
  const why = unseenText(facts, "no receipt in the relay's log");
  if (isInterrupted) return inconclusive(why);
  const failure = relay.value.failures.at(-1);
  if (failure !== undefined) return fail(`no receipt: the relay failed meanwhile: ${failure}`);
  return action?.verdict.state === 'pass' ? fail(why) : inconclusive(why);
}
