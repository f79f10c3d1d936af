import type { FaultBook } from '../faults/fault-book.ts';
import { awsError } from '../http/service.ts';
import type { InvokeFunctionAsync } from '../neighbours.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { notificationEvent } from './notification-event.ts';
import type { SubscriptionRecord, TopicRecord } from './topic-record.ts';

export interface TopicStoreOptions {
  readonly invokeFunction: InvokeFunctionAsync;
  /** A fault of `sns` `deliver` spoils the event that a function gets. */
  readonly faults: Pick<FaultBook, 'take'>;
}

/** The topics, their subscriptions and the delivery to functions. Other protocols get nothing: nobody is there. */
export class TopicStore {
  readonly topics = new Map<string, TopicRecord>();
  readonly #context: SandboxContext;
  readonly #options: TopicStoreOptions;

  constructor(context: SandboxContext, options: TopicStoreOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Creating a topic twice gives the same one (vendor: CreateTopic). */
  create(name: string): TopicRecord {
    const arn = `arn:aws:sns:${this.#context.region}:${this.#context.account}:${name}`;
    const topic = this.topics.get(arn) ?? { arn, name, subscriptions: [] };
    this.topics.set(arn, topic);
    return topic;
  }

  find(arn: string): TopicRecord {
    const topic = this.topics.get(arn);
    if (!topic) throw awsError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  /** A function is confirmed at once; e-mail and HTTPS wait for their subscriber. Subscribing twice is subscribing once. */
  subscribe(topicArn: string, protocol: string, endpoint: string): SubscriptionRecord {
    const topic = this.find(topicArn);
    const same = topic.subscriptions.find((each) => each.protocol === protocol && each.endpoint === endpoint);
    if (same) return same;
    const subscription = {
      arn: `${topicArn}:${this.#context.newId()}`,
      protocol,
      endpoint,
      token: this.#context.newId().replaceAll('-', ''),
      isConfirmed: protocol === 'lambda' || protocol === 'sqs',
    };
    topic.subscriptions.push(subscription);
    return subscription;
  }

  confirm(topicArn: string, token: string): SubscriptionRecord {
    const subscription = this.find(topicArn).subscriptions.find((each) => each.token === token);
    if (!subscription) throw awsError('InvalidParameter', 'Invalid parameter: Token');
    subscription.isConfirmed = true;
    return subscription;
  }

  /** Unsubscribing what is not there is no error (vendor: Unsubscribe). */
  unsubscribe(subscriptionArn: string): void {
    for (const { subscriptions } of this.topics.values()) {
      const index = subscriptions.findIndex(({ arn }) => arn === subscriptionArn);
      if (index !== -1) subscriptions.splice(index, 1);
    }
  }

  publish(message: { topicArn: string; subject: string | null; message: string }): { messageId: string } {
    const topic = this.find(message.topicArn);
    const messageId = this.#context.newId();
    for (const { protocol, endpoint, isConfirmed, arn } of topic.subscriptions) {
      if (protocol !== 'lambda' || !isConfirmed) continue;
      const atMs = this.#context.nowMs();
      const isSpoilt = this.#options.faults.take('sns', 'deliver') !== null;
      this.#options.invokeFunction({
        functionArn: endpoint,
        payload: isSpoilt ? '{}' : notificationEvent({ ...message, messageId, subscriptionArn: arn, atMs }),
        principal: 'sns.amazonaws.com',
        sourceArn: topic.arn,
      });
    }
    return { messageId };
  }
}
