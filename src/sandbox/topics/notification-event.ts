/** A message on its way to a Lambda subscriber. */
export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subscriptionArn: string;
  /** Null where the publisher gave none. */
  readonly subject: string | null;
  readonly message: string;
  readonly atMs: number;
}

/** The event that a function gets from SNS (vendor: Lambda developer guide, "Using Lambda with Amazon SNS"). */
export function notificationEvent(notification: Notification): string {
  return JSON.stringify({
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: notification.subscriptionArn,
        EventSource: 'aws:sns',
        Sns: {
          SignatureVersion: '1',
          Timestamp: new Date(notification.atMs).toISOString(),
          Signature: 'INVENTED',
          SigningCertUrl: 'https://sns.invalid/SimpleNotificationService.pem',
          MessageId: notification.messageId,
          Message: notification.message,
          MessageAttributes: {},
          Type: 'Notification',
          UnsubscribeUrl: 'https://sns.invalid/?Action=Unsubscribe',
          TopicArn: notification.topicArn,
          Subject: notification.subject,
        },
      },
    ],
  });
}
