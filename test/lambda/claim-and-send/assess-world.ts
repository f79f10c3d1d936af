import { expect } from 'vitest';
import { type Claim, claimIdOf } from '../../../lambda/claim/claim-item.ts';
import { type InventedBooking, textOf } from './invented-messages.ts';
import type { LoggedEvent, SendingWorld } from './sending-world.ts';

/**
 * The promise of the send path, counted at the pretend SENS: no customer got a message twice, no message counts as sent
 * that SENS does not have, and every message that was due ended accepted, refused, or reported to a person.
 */
export async function expectExactlyOnce(
  world: SendingWorld,
  bookings: readonly InventedBooking[],
  events: readonly LoggedEvent[],
): Promise<void> {
  const claims = new Map((await world.claims()).map((claim) => [claim.claim_id, claim]));
  const texts = new Map<string, { due: number; counted: number }>();
  for (const booking of bookings) {
    for (const kind of booking.kinds) {
      const claim = claims.get(claimIdOf({ ...booking, kind }));
      expect(claim, `${booking.bookingNum} ${kind} was due and has no claim`).toBeDefined();
      if (!claim) continue;
      expectSettled(claim, events);
      const key = `${booking.phone.replaceAll('-', '')} ${textOf(kind)}`;
      const text = texts.get(key) ?? { due: 0, counted: 0 };
      text.due += 1;
      if (claim.state === 'ACCEPTED' || claim.state === 'DELIVERED') text.counted += 1;
      texts.set(key, text);
    }
  }
  const sent = sentTexts(world);
  for (const [key, { due, counted }] of texts) {
    const atSens = sent.filter((text) => text === key).length;
    expect(atSens, `duplicate: ${key}`).toBeLessThanOrEqual(due);
    expect(atSens, `claims and SENS disagree: ${key}`).toBe(counted);
  }
  expect(sent.every((text) => texts.has(text))).toBe(true);
  const ids = [...claims.values()].flatMap((claim) => claim.sens_message_id ?? []);
  expect(new Set(ids).size, 'one message counted for two claims').toBe(ids.length);
}

/** `<digits> <text>` of each message that SENS accepted, in its order. */
export function sentTexts(world: SendingWorld): readonly string[] {
  return world.outside.sensMessages.map((message) => `${message.to} ${message.content}`);
}

function expectSettled(claim: Claim, events: readonly LoggedEvent[]): void {
  const where = `${claim.claim_id} is ${claim.state} (${claim.reason})`;
  expect(['ACCEPTED', 'DELIVERED', 'REFUSED', 'IN_DOUBT'], where).toContain(claim.state);
  const alerts = { REFUSED: 'send_refused', IN_DOUBT: 'reconcile_absent' } as const;
  if (claim.state !== 'REFUSED' && claim.state !== 'IN_DOUBT') return;
  const isReported = events.some(
    ({ name, fields }) =>
      name === alerts[claim.state as keyof typeof alerts] &&
      fields.booking_num === claim.booking_num &&
      fields.kind === claim.kind,
  );
  expect(isReported, `${where} and nobody was told`).toBe(true);
}
