/* What CloudWatch wrote down about an alarm: each change of its state, and what became of each action. */
import { type CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { AlarmHistoryItem } from '../domain/alarm-history.ts';
import { answerOf } from './answer-of.ts';

const historyAnswer = z.object({
  AlarmHistoryItems: z
    .array(
      z.object({
        Timestamp: z.date(),
        HistoryItemType: z.string(),
        HistorySummary: z.string().nullish(),
        HistoryData: z.string().nullish(),
      }),
    )
    .default([]),
  NextToken: z.string().nullish(),
});

/** cloudwatch:DescribeAlarmHistory, all pages, oldest first. Without AlarmTypes the service leaves composite alarms out. */
export async function listAlarmHistory(
  client: CloudWatchClient,
  name: string,
  sinceMs: number,
): Promise<readonly AlarmHistoryItem[]> {
  const call = { action: 'cloudwatch:DescribeAlarmHistory', subject: `alarm ${name}` };
  const items: AlarmHistoryItem[] = [];
  let token: string | undefined;
  do {
    const input = {
      AlarmName: name,
      AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],
      StartDate: new Date(sinceMs),
      ScanBy: 'TimestampAscending' as const,
      NextToken: token,
    };
    const { value } = await answerOf(call, historyAnswer, () =>
      client.send(new DescribeAlarmHistoryCommand(input)),
    );
    items.push(...value.AlarmHistoryItems.flatMap(toItem));
    token = value.NextToken ?? undefined;
  } while (token !== undefined);
  return items;
}

function toItem(item: z.output<typeof historyAnswer>['AlarmHistoryItems'][number]): AlarmHistoryItem[] {
  const { HistoryItemType: type } = item;
  if (type !== 'StateUpdate' && type !== 'Action') return [];
  const { Timestamp, HistorySummary, HistoryData } = item;
  return [{ timestampMs: Timestamp.getTime(), type, summary: HistorySummary ?? '', data: HistoryData ?? '' }];
}
