import type { SensText } from '../../lambda/send/sens-client.ts';
import type { ListedMessage, MessageFilter } from '../../lambda/send/sens-list.ts';
import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface AcceptedMessage {
  readonly listed: ListedMessage;
  readonly atMs: number;
  readonly visibleAtMs: number;
  readonly deliveredAtMs: number;
  readonly by: string;
}

export const maxListLagMs = 15 * 60_000;

/** SENS as far as it is known: it takes every message, also the same one again, and lists them late. */
export class SensModel {
  readonly accepted: AcceptedMessage[] = [];
  readonly #time: VirtualTime;
  readonly #chance: Chance;

  constructor(time: VirtualTime, chance: Chance) {
    this.#time = time;
    this.#chance = chance;
  }

  accept(text: SensText, by: string): string {
    const number = this.accepted.length + 1;
    const atMs = this.#time.nowMs;
    const listed = {
      requestId: `r-${number}`,
      messageId: `m-${number}`,
      requestedAt: new Date(atMs - (atMs % 1000)),
      from: text.from,
      to: text.phoneDigits,
      content: text.content,
      delivery: this.#chance.is(0.9) ? 'delivered' : 'failed',
      deliveryText: '0 success',
    } as const;
    const lagMs = this.#chance.is(0.5) ? 0 : this.#chance.between(0, maxListLagMs);
    const deliveredAtMs = atMs + this.#chance.between(1_000, 40 * 60_000);
    this.accepted.push({ listed, atMs, visibleAtMs: atMs + lagMs, deliveredAtMs, by });
    return listed.requestId;
  }

  list(filter: MessageFilter, withContent: boolean): readonly ListedMessage[] {
    const nowMs = this.#time.nowMs;
    return this.accepted
      .filter(({ visibleAtMs, listed }) => visibleAtMs <= nowMs && isAsked(listed, filter))
      .map(({ listed, deliveredAtMs }) => ({
        ...listed,
        content: withContent ? listed.content : null,
        delivery: deliveredAtMs <= nowMs ? listed.delivery : 'pending',
      }));
  }
}

function isAsked(listed: ListedMessage, filter: MessageFilter): boolean {
  if ('requestId' in filter) return listed.requestId === filter.requestId;
  const isInTime = listed.requestedAt >= filter.start && listed.requestedAt <= filter.end;
  return isInTime && (filter.to === undefined || filter.to === listed.to);
}
