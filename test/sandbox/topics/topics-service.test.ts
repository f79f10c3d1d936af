import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultBook } from '../../../src/sandbox/faults/fault-book.ts';
import type { InvokeFunctionAsync, TopicsService } from '../../../src/sandbox/neighbours.ts';
import { createTopicsService } from '../../../src/sandbox/topics/topics-service.ts';
import { type Served, serveServices } from '../serve-services.ts';

const topicArn = 'arn:aws:sns:ap-northeast-2:000000000000:alerts';
const functionArn = 'arn:aws:lambda:ap-northeast-2:000000000000:function:relay';

describe('the topics of the sandbox', () => {
  let served: Served<readonly [TopicsService]>;
  let client: SNSClient;
  let invoked: Parameters<InvokeFunctionAsync>[0][];

  beforeEach(async () => {
    invoked = [];
    const invokeFunction: InvokeFunctionAsync = (request) => invoked.push(request);
    served = await serveServices(
      (context) => [createTopicsService(context, { invokeFunction, faults: new FaultBook() })] as const,
    );
    client = new SNSClient(served.client);
  });
  afterEach(() => served.stop());

  it('brings a message to a function as the event that Lambda gets from SNS', async () => {
    await client.send(new CreateTopicCommand({ Name: 'alerts' }));
    await client.send(
      new SubscribeCommand({ TopicArn: topicArn, Protocol: 'lambda', Endpoint: functionArn }),
    );

    const { MessageId } = await client.send(
      new PublishCommand({ TopicArn: topicArn, Subject: 'ALARM', Message: '{"a":1}' }),
    );

    expect(invoked).toMatchObject([{ functionArn, principal: 'sns.amazonaws.com', sourceArn: topicArn }]);
    expect(JSON.parse(invoked[0]?.payload ?? '')).toMatchObject({
      Records: [
        {
          EventSource: 'aws:sns',
          Sns: { MessageId, TopicArn: topicArn, Subject: 'ALARM', Message: '{"a":1}' },
        },
      ],
    });
  });

  it('keeps an e-mail subscription pending', async () => {
    await client.send(new CreateTopicCommand({ Name: 'alerts' }));

    const subscribed = await client.send(
      new SubscribeCommand({ TopicArn: topicArn, Protocol: 'email', Endpoint: 'on-call@example.invalid' }),
    );
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));

    expect(subscribed.SubscriptionArn).toBe('pending confirmation');
    expect(Subscriptions).toMatchObject([{ SubscriptionArn: 'PendingConfirmation', Protocol: 'email' }]);
    expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '0', SubscriptionsPending: '1' });
  });

  it('pages subscriptions by a hundred', async () => {
    served.services[0].seed(
      topicArn,
      Array.from({ length: 101 }, (_, index) => `${functionArn}-${index}`),
    );

    const first = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    const second = await client.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken: first.NextToken }),
    );

    expect([first.Subscriptions?.length, second.Subscriptions?.length]).toEqual([100, 1]);
    expect(second.NextToken).toBeUndefined();
  });

  it('answers NotFound for a topic that is not there', async () => {
    await expect(
      client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});
