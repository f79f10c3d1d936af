import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableServiceOver } from '../../src/aws/tables.ts';
import { judgeResend } from '../../src/domain/send-again.ts';
import type { StoryWorld } from './story-world.ts';

const tables = { claims: 'sms_claims', sms: 'sms' };

/** An operator lets absent messages be sent again, as `sends resend` does: the same judgement, the same write. */
export async function resendAbsent(world: StoryWorld): Promise<void> {
  // Of the client, the service uses no more than this.
  const client = {
    send: async (command: unknown) => world.tables.execute(command),
  } as unknown as DynamoDBDocumentClient;
  const service = tableServiceOver({ reader: client, writer: client });
  const now = new Date(world.time.nowMs);
  const found = await Promise.all(
    (['IN_DOUBT', 'REFUSED'] as const).map((state) => service.claimsInState(tables.claims, state)),
  );
  for (const claim of found.flat()) {
    if (!judgeResend({ ...claim, now }).mayResend || world.chance.is(0.2)) continue;
    try {
      await service.releaseClaim(tables, claim.id, {
        at: now,
        by: 'invented-captain',
        judged: claim,
      });
      world.trace(`the captain lets ${claim.kind} of ${claim.bookingNum} be sent again`);
    } catch (cause) {
      world.trace(`the captain may not: ${String(cause)}`);
    }
  }
}
