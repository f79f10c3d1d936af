/* What each hop of one forced alarm came to, from CloudWatch's history and the relay's log. Null: not decided yet. */
import type { ActionEntry, AlarmFiring, ForcedHistory } from './alarm-history.ts';
import { type Channel, type HopCell, passedAt, unmeasured } from './alarm-matrix.ts';
import { firstFiring } from './judge-forced.ts';
import type { RelayReceipt } from './relay-receipts.ts';
import { neverRead, type RelayLog, type Unread } from './seen-hops.ts';
import { fail, inconclusive } from './verdict.ts';

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
  /** What all looks showed. */
  readonly history: ForcedHistory;
  /** Why the latest look at the history failed; null where it was read. */
  readonly historyUnread: Unread | null;
  readonly relay: RelayLog;
  readonly relayUnread: Unread | null;
  /** Seconds that were waited in all; null while there is still time. */
  readonly gaveUpAfterS: number | null;
  /** What ended the wait before its time, as "the operator interrupted the test"; null where nothing did. */
  readonly endedBy: string | null;
}

export interface JudgedHops {
  readonly changed: HopCell | null;
  readonly action: HopCell | null;
  readonly channel: (channel: Channel) => HopCell | null;
  /** True where a notification with the nonce came to the relay, whatever became of it there. */
  readonly hasNotified: boolean;
  /** When and why it first went into ALARM by itself since the state from before; null where that was not seen. */
  readonly fired: AlarmFiring | null;
}

/** Judges what is known by now. With `gaveUpAfterS` every hop is decided; one that was not seen never passes. */
export function judgeHops(facts: HopFacts): JudgedHops {
  const action = judgeAction(facts);
  return {
    changed: judgeChange(facts),
    action,
    channel: (channel) => judgeChannel(facts, action, channel),
    hasNotified: facts.relay.receipts.some((each) => isAbout(facts, each)),
    fired: firstFiring(facts, facts.history),
  };
}

function judgeChange(facts: HopFacts): HopCell | null {
  const { history, historyUnread, calledAtMs, nonce, gaveUpAfterS } = facts;
  const { changedAtMs } = history;
  if (changedAtMs !== null) {
    const proof = `StateUpdate to ALARM with ${nonce}`;
    return passedAt({ fromMs: calledAtMs, toMs: changedAtMs, clock: 'tool to cloudwatch', proof });
  }
  if (firstFiring(facts, history) !== null)
    return unmeasured(inconclusive('it went into ALARM by itself just before it was forced'));
  if (mayStillCome(historyUnread, gaveUpAfterS)) return null;
  if (historyUnread !== null) return unmeasured(inconclusive(unreadText(historyUnread, facts)));
  return unmeasured(inconclusive(unseenText(facts, 'no change to ALARM in its history')));
}

function judgeAction(facts: HopFacts): HopCell | null {
  const { history, historyUnread, whyUnheard, gaveUpAfterS } = facts;
  const wanted = [...new Set(facts.actions)];
  if (wanted.length === 0 || whyUnheard === 'its actions are switched off')
    return unmeasured(fail(whyUnheard ?? 'it has no action'));
  const { changedAtMs, actions } = history;
  const failed = actions.find(({ failure }) => failure !== null);
  if (failed) return unmeasured(fail(`CloudWatch could not carry it out: ${failed.failure}`));
  const seen = wanted.filter((action) => actions.some((entry) => isOf(entry, action, wanted)));
  const last = actions.at(-1);
  if (last && changedAtMs !== null && seen.length === wanted.length) return actionPassed(changedAtMs, last);
  if (mayStillCome(historyUnread, gaveUpAfterS)) return null;
  if (historyUnread !== null) return unmeasured(inconclusive(unreadText(historyUnread, facts)));
  const counted = seen.length === 0 ? 'no action' : `${seen.length} of ${wanted.length} actions`;
  return unmeasured(inconclusive(unseenText(facts, `${counted} in its history`)));
}

/** An entry that names no action counts only where there is but one. */
function isOf({ resource }: ActionEntry, action: string, wanted: readonly string[]): boolean {
  return resource === null ? wanted.length === 1 : resource === action;
}

function unseenText({ gaveUpAfterS, endedBy }: HopFacts, what: string): string {
  return endedBy === null ? `${what} within ${gaveUpAfterS} s` : `${what} until ${endedBy}`;
}

function unreadText(unread: Unread, { endedBy }: HopFacts): string {
  return unread === neverRead && endedBy !== null ? `it was not read before ${endedBy}` : unread.reason;
}

/** A source that refuses to be read is not asked again: waiting would show nothing. */
function mayStillCome(unread: Unread | null, gaveUpAfterS: number | null): boolean {
  if (gaveUpAfterS !== null) return false;
  return unread === null || unread.mayHeal;
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
  if (settled || mayStillCome(facts.relayUnread, gaveUpAfterS)) return settled;
  return unmeasured(whyUnseen(facts, action, channel));
}

/** Both: a nonce can be copied from the alarm's reason into another message. */
function isAbout({ alarm, nonce }: HopFacts, receipt: RelayReceipt): boolean {
  return receipt.nonce === nonce && receipt.about === `alarm ${alarm}`;
}

function receiptsOf({ relay }: HopFacts, channel: Channel): readonly RelayReceipt[] {
  return relay.receipts.filter((each) => each.channel === channel);
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
  const { changedAtMs, actions } = history;
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
  const { relay, relayUnread, alarm, calledAtMs, endedBy } = facts;
  if (relayUnread !== null) return inconclusive(`the relay's log: ${unreadText(relayUnread, facts)}`);
  const other = receiptsOf(facts, channel).find(
    ({ about, nonce, atMs }) => about === `alarm ${alarm}` && nonce === null && atMs >= calledAtMs - skewMs,
  );
  if (other) {
    const { state, messageId, reason } = other;
    const what = state === 'failed' ? `failed (${reason})` : `arrived (receipt ${messageId ?? 'none'})`;
    return inconclusive(`a message about it ${what} without the nonce: it may not be this test's`);
  }
  const why = unseenText(facts, "no receipt in the relay's log");
  if (endedBy !== null) return inconclusive(why);
  const failure = relay.failures.at(-1);
  if (failure !== undefined) return fail(`no receipt: the relay failed meanwhile: ${failure}`);
  return action?.verdict.state === 'pass' ? fail(why) : inconclusive(why);
}
