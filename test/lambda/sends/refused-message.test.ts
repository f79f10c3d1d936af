import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tableServiceOver } from '../../../src/aws/tables.ts';
import { type LambdaWorld, scheduledEvent } from '../lambda-world.ts';
import { bookingsInDays, startLiveWorld, ticks } from '../live-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';
import { isSend, sensError } from './sens-calls.ts';

let world: LambdaWorld;
let client: DynamoDBDocumentClient;
beforeEach(async () => {
  world = await startLiveWorld({ bookings: bookingsInDays(3) });
  client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: world.awsEndpoint,
      region: 'ap-northeast-2',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    }),
  );
});
afterEach(async () => {
  client.destroy();
  await world.stop();
});

const claimId = '1051707_2#010-0000-0002#confirm';
const claimNow = async () => (await world.scan('sms_claims')).find(({ claim_id }) => claim_id === claimId);

/** SENS refuses the second message, between two that it takes. */
function refuseSecond(answer = sensError(400, 'invalid to 010-0000-0002')): void {
  world.proxies.outside.change({
    when: (call) => isSend(call) && call.body.includes('01000000002'),
    times: 1,
    answer,
  });
}

/** As `sends resend` does after its own checks. */
async function resend(): Promise<void> {
  const service = tableServiceOver({ reader: client, writer: client });
  const id = createHash('sha256').update(claimId).digest('hex').slice(0, 12);
  const judged = (await service.claimsInState('sms_claims', 'REFUSED')).find((claim) => claim.id === id);
  if (!judged) throw new Error('the refused claim is not in the index');
  await service.releaseClaim({ claims: 'sms_claims', sms: 'sms' }, id, {
    at: new Date(world.startMs),
    by: 'invented-captain',
    judged,
  });
}

describe('a message that SENS refuses', () => {
  it('is refused with the code and masked words of SENS as the reason, and the others are sent', async () => {
    refuseSecond();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ accepted: 2, refused_by_sens: 1 });
    expect(named(run, 'send_refused')).toMatchObject([
      { reason: 'SENS answered 400 (invalid to 010-****-0002)' },
    ]);
    expect(await claimNow()).toMatchObject({ state: 'REFUSED', open_state: 'REFUSED' });
    expect(run.text).not.toMatch(/0000-?0002/);
  });

  it('is looked for once, half an hour later, so that an operator may let it be sent again', async () => {
    refuseSecond();
    await world.invoke(scheduledEvent);
    await ticks(world, 1);
    expect(await claimNow()).not.toHaveProperty('absent_at');
    await ticks(world, 1);
    expect(await claimNow()).toMatchObject({ state: 'REFUSED', absent_at: expect.any(String) });

    await resend();
    await ticks(world, 2);

    expect(sentTo(world)).toEqual(['01000000001', '01000000002', '01000000003']);
    expect(await claimNow()).toMatchObject({ state: 'DELIVERED', fence: 2 });
  });

  it('and took all the same is found by the list, and cannot be sent again', async () => {
    refuseSecond(async (_, ask) => ({ ...(await ask()), status: 400 }));
    await world.invoke(scheduledEvent);
    await ticks(world, 3);

    expect(await claimNow()).toMatchObject({ state: 'DELIVERED' });
    await expect(resend()).rejects.toThrow('not in the index');
    expect(sentTo(world)).toHaveLength(3);
  });

  it('stays refused: no run sends it again by itself', async () => {
    refuseSecond();
    await world.invoke(scheduledEvent);
    await ticks(world, 5);

    expect(sentTo(world)).toHaveLength(2);
    expect(world.proxies.outside.calls.filter(isSend)).toHaveLength(3);
  });
});
