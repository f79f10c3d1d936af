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
    Policy: JSON.stringify(ownerPolicy(topic.arn, account)),
    EffectiveDeliveryPolicy: JSON.stringify({ http: { defaultHealthyRetryPolicy: { numRetries: 3 } } }),
  });
}

/** The policy that a topic has from its creation: its own account may use it (vendor: CreateTopic). */
function ownerPolicy(arn: string, account: string): Record<string, unknown> {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Effect: 'Allow',
        Sid: '__default_statement_ID',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  };
}
