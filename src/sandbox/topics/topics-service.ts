import * as z from 'zod';
import type { Operation } from '../http/service.ts';
import type { TopicsService } from '../neighbours.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { subscriptionEntry, topicAttributes } from './topic-record.ts';
import { TopicStore, type TopicStoreOptions } from './topic-store.ts';

const byTopic = z.object({ TopicArn: z.string() });
const subscribing = byTopic.extend({
  Protocol: z.enum(['lambda', 'sqs', 'email', 'https', 'http']),
  Endpoint: z.string().min(1),
  ReturnSubscriptionArn: z.string().optional(),
});
const publishing = byTopic.extend({ Message: z.string().min(1), Subject: z.string().max(100).optional() });
const listing = z.object({ NextToken: z.string().default('0') });
const pageSize = 100;

/** SNS: topics, subscriptions with their confirmation, and messages that reach functions. */
export function createTopicsService(context: SandboxContext, options: TopicStoreOptions): TopicsService {
  const store = new TopicStore(context, options);
  return {
    name: 'sns',
    operations: { ...topicOperations(context, store), ...subscriptionOperations(context, store) },
    publish: async (message) => store.publish(message),
    seed: (topicArn, functionArns, isConfirmed = true) => {
      const { arn } = store.create(topicArn.split(':').at(-1) ?? '');
      for (const functionArn of functionArns) {
        store.subscribe(arn, 'lambda', functionArn).isConfirmed = isConfirmed;
      }
    },
  };
}

function topicOperations(context: SandboxContext, store: TopicStore): Record<string, Operation> {
  return {
    CreateTopic: async (input) => {
      return { TopicArn: store.create(z.object({ Name: z.string().min(1) }).parse(input).Name).arn };
    },
    GetTopicAttributes: async (input) => {
      return { Attributes: topicAttributes(store.find(byTopic.parse(input).TopicArn), context.account) };
    },
    ListTopics: async (input) => {
      const { shown, NextToken } = page([...store.topics.values()], listing.parse(input).NextToken);
      return { Topics: shown.map(({ arn }) => ({ TopicArn: arn })), NextToken };
    },
    Publish: async (input) => {
      const { TopicArn, Message, Subject = null } = publishing.parse(input);
      const { messageId } = store.publish({ topicArn: TopicArn, subject: Subject, message: Message });
      return { MessageId: messageId };
    },
  };
}

function subscriptionOperations(context: SandboxContext, store: TopicStore): Record<string, Operation> {
  return {
    Subscribe: async (input) => {
      const { TopicArn, Protocol, Endpoint, ReturnSubscriptionArn } = subscribing.parse(input);
      const { arn, isConfirmed } = store.subscribe(TopicArn, Protocol, Endpoint);
      const isShown = isConfirmed || ReturnSubscriptionArn === 'true';
      return { SubscriptionArn: isShown ? arn : 'pending confirmation' };
    },
    ConfirmSubscription: async (input) => {
      const { TopicArn, Token } = byTopic.extend({ Token: z.string() }).parse(input);
      return { SubscriptionArn: store.confirm(TopicArn, Token).arn };
    },
    Unsubscribe: async (input) => {
      store.unsubscribe(z.object({ SubscriptionArn: z.string() }).parse(input).SubscriptionArn);
      return {};
    },
    ListSubscriptionsByTopic: async (input) => {
      const { TopicArn, NextToken: token } = listing.extend(byTopic.shape).parse(input);
      const topic = store.find(TopicArn);
      const { shown, NextToken } = page(topic.subscriptions, token);
      return {
        Subscriptions: shown.map((each) => subscriptionEntry(topic, each, context.account)),
        NextToken,
      };
    },
  };
}

function page<T>(all: readonly T[], token: string): { shown: readonly T[]; NextToken?: string } {
  const from = Number(token);
  const to = from + pageSize;
  return { shown: all.slice(from, to), ...(to < all.length ? { NextToken: String(to) } : {}) };
}
