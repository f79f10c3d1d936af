import { XmlMap } from '../http/service.ts';

export interface TopicRecord {
  readonly arn: string;
  readonly name: string;
  readonly subscriptions: SubscriptionRecord[];
}

export interface SubscriptionRecord {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** What a subscriber must send back before it is confirmed. */
  readonly token: string;
  isConfirmed: boolean;
}

/** AWS shows this in the place of an ARN until the subscriber has confirmed (vendor: ListSubscriptionsByTopic). */
const pendingArn = 'PendingConfirmation';

/** A subscription as the lists show it. */
export function subscriptionEntry(
  topic: TopicRecord,
  subscription: SubscriptionRecord,
  account: string,
): Record<string, string> {
  return {
    SubscriptionArn: subscription.isConfirmed ? subscription.arn : pendingArn,
    Owner: account,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: topic.arn,
  };
}

/** The attributes of GetTopicAttributes that a check reads. */
export function topicAttributes(topic: TopicRecord, account: string): XmlMap {
  const confirmed = topic.subscriptions.filter(({ isConfirmed }) => isConfirmed).length;
  return new XmlMap({
    TopicArn: topic.arn,
    Owner: account,
    DisplayName: '',
    SubscriptionsConfirmed: String(confirmed),
    SubscriptionsPending: String(topic.subscriptions.length - confirmed),
    SubscriptionsDeleted: '0',
  });
}
