import type { ClaimStore } from '../../lambda/claim/claim-calls.ts';
import { candidatesFor, requestWindow } from '../../lambda/record/match-messages.ts';
import type { DeliveryTools } from '../../lambda/send/delivery-tools.ts';
import type { DeliveryMode } from '../../src/domain/control-item.ts';

/** Replaces a decision of the send path by a wrong one, to prove that the simulation sees the difference. */
export type Mutation = (tools: DeliveryTools, mode: DeliveryMode) => DeliveryTools;

export const asItIs: Mutation = (tools) => tools;

const withStore =
  (change: (store: ClaimStore) => Partial<ClaimStore>): Mutation =>
  (tools) => ({ ...tools, store: { ...tools.store, ...change(tools.store) } });

/** Each of these is a mistake that somebody could make. */
export const mutations = {
  'a lost answer is taken for a message that never left': (tools) => ({
    ...tools,
    sens: {
      ...tools.sens,
      send: async (text, timeoutMs) => {
        const exchange = await tools.sens.send(text, timeoutMs);
        return exchange.kind === 'failed' ? { ...exchange, mayHaveLeft: false } : exchange;
      },
    },
  }),
  'a send is begun without proof that it may be': withStore(() => ({
    arm: async () => ({ state: 'armed' }),
  })),
  'what another run has claimed is sent all the same': withStore((store) => ({
    claim: async (message, at) => {
      const result = await store.claim(message, at);
      const isTheirs = result.state === 'taken' && result.by?.state === 'CLAIMED';
      return isTheirs && result.by ? { state: 'claimed', claim: result.by } : result;
    },
  })),
  'an abandoned claim is given back although its send was begun': (tools) => ({
    ...tools,
    find: async (state, limit) =>
      (await tools.find(state, limit)).map((claim) => ({ ...claim, posting_at: null })),
    store: {
      ...tools.store,
      settle: (claim, end, at) => tools.store.settle(claim, { event: end.event, reason: end.reason }, at),
    },
  }),
  'abandoned claims are never looked for': (tools) => ({
    ...tools,
    find: async (state, limit) => (state === 'CLAIMED' ? [] : await tools.find(state, limit)),
  }),
  'a message that another claim owns is counted once more': withStore((store) => ({
    adopt: async (claim, message, at) => {
      const result = await store.adopt(claim, message, at);
      if (result !== 'message-taken') return result;
      const another = { requestId: `${message.requestId}-again`, messageId: `${message.messageId}-again` };
      return await store.adopt(claim, another, at);
    },
  })),
  "SENS's list is never looked at": (tools) => ({
    ...tools,
    sens: { ...tools.sens, list: async () => ({ messages: [], gap: null }) },
  }),
  'nobody is told of an absent message': (tools) => ({
    ...tools,
    emit: (name, fields) => {
      if (name !== 'reconcile_absent') tools.emit(name, fields);
    },
  }),
  'nobody is told of a missed message': (tools) => ({
    ...tools,
    emit: (name, fields) => {
      if (name !== 'send_missed') tools.emit(name, fields);
    },
  }),
  'what a run leaves over is not written down': withStore(() => ({ postpone: async () => true })),
  'nobody looks for what was given back while ours may not send': (tools, mode) => ({
    ...tools,
    find: async (state, limit) =>
      state === 'RELEASED' && mode !== 'live' ? [] : await tools.find(state, limit),
  }),
  'what the legacy function sent after a rollback is counted as missed': (tools) => ({
    ...tools,
    marked: async () => [],
  }),
  "a message that SENS's list does not show yet is sent again at once": (tools) => ({
    ...tools,
    find: async (state, limit) => {
      const found = await tools.find(state, limit);
      if (state !== 'IN_DOUBT') return found;
      for (const claim of found) {
        const to = claim.phone.replaceAll(/\D/g, '');
        const listed = await tools.sens.list(
          { ...requestWindow(claim), to },
          { withContent: true, withinMs: 30_000 },
        );
        if (candidatesFor(claim, listed.messages).length > 0) continue;
        await tools.store.settle(claim, { event: 'release', reason: 'not listed' }, tools.now());
      }
      return await tools.find(state, limit);
    },
  }),
  'corrected keys are not read after SENS refused the old ones': (tools) => ({
    ...tools,
    sens: { ...tools.sens, renewKeys: async () => false },
  }),
  'nobody is told of a session that could not be stored': (tools) => ({
    ...tools,
    emit: (name, fields) => {
      if (name !== 'login_state_unwritten') tools.emit(name, fields);
    },
  }),
  'a message that SENS refused for good is taken for a sent one': withStore((store) => ({
    settle: async (claim, end, at) =>
      end.event === 'refuse'
        ? (await store.accept(claim, `none-${claim.claim_id}`, at)) === 'recorded'
        : await store.settle(claim, end, at),
  })),
} as const satisfies Record<string, Mutation>;

export type MutationName = keyof typeof mutations;
