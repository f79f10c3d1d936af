import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { maskPhone } from '../../src/domain/phone-number.ts';
import type { DueMessage } from '../messages/due-message.ts';
import { legacyFlagOf } from '../messages/due-message.ts';
import type { RunContext } from '../run-context.ts';

/** Writes to `sms_v2` what a live run would have set in `sms`, sends nothing, and may be repeated: it only ever sets flags. */
export async function writeShadow(context: RunContext, due: readonly DueMessage[]): Promise<void> {
  for (const message of due) {
    await context.dynamo.send(
      new UpdateCommand({
        TableName: context.tables.shadow,
        Key: { booking_num: message.bookingNum, phone: message.phone },
        UpdateExpression: 'SET #flag = :true, #name = :name, booking_time = :time',
        ExpressionAttributeNames: { '#flag': legacyFlagOf[message.kind], '#name': 'name' },
        ExpressionAttributeValues: {
          ':true': true,
          ':name': message.customerName,
          ':time': message.bookingTimeKst,
        },
      }),
    );
    context.emit('shadow_written', {
      booking_num: message.bookingNum,
      kind: message.kind,
      phone_masked: maskPhone(message.phone),
    });
  }
}
