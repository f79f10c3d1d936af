/* SNS: who a topic would reach. A topic takes messages with nobody listening, so the list is what counts. */
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { answerOf, orNull } from './answer-of.ts';
import { type AwsClientOptions, clientPair } from './client-settings.ts';
import type { TopicService } from './services.ts';

export function createTopicService(options: AwsClientOptions): TopicService {
  return topicServiceOver(clientPair(options, 'quick', (config) => new SNSClient(config)).reader);
}

export function topicServiceOver(client: SNSClient): TopicService {
  return { subscriptions: (topicArn) => orNull(listSubscriptions(client, topicArn)) };
}

const subscriptionsAnswer = z.object({
  Subscriptions: z
    .array(z.object({ Protocol: z.string(), Endpoint: z.string().default(''), SubscriptionArn: z.string() }))
    .default([]),
  NextToken: z.string().nullish(),
});

async function listSubscriptions(client: SNSClient, topicArn: string) {
  const call = { action: 'sns:ListSubscriptionsByTopic', subject: `topic ${topicArn}` };
  const subscriptions: { protocol: string; endpoint: string; isConfirmed: boolean }[] = [];
  let token: string | undefined;
  do {
    const input = { TopicArn: topicArn, NextToken: token };
    const { value } = await answerOf(call, subscriptionsAnswer, () =>
      client.send(new ListSubscriptionsByTopicCommand(input)),
    );
    for (const { Protocol, Endpoint, SubscriptionArn } of value.Subscriptions) {
      // Until it is confirmed a subscription has the word PendingConfirmation for an ARN.
      const isConfirmed = SubscriptionArn.startsWith('arn:');
      subscriptions.push({ protocol: Protocol, endpoint: Endpoint, isConfirmed });
    }
    token = value.NextToken || undefined;
  } while (token !== undefined);
  return subscriptions;
}
