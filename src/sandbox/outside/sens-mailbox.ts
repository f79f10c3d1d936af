import { kstText } from './kst-time.ts';

/** A message as the pretend SENS keeps it. Accepted means: a customer would get it. */
export interface SensMessage {
  readonly messageId: string;
  readonly requestId: string;
  readonly type: 'SMS' | 'LMS' | 'MMS';
  readonly contentType: string;
  readonly countryCode: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** As it was submitted. */
  readonly content: string;
  /** What reaches the phone: cut to the type's length. */
  readonly deliveredContent: string;
  readonly acceptedAtMs: number;
  /** `0` = delivered; anything else is a failure on the way. */
  readonly finalCode: string;
}

export interface SensTimes {
  /** Until a message shows in lists, milliseconds. */
  readonly indexLagMs: number;
  readonly processingAfterMs: number;
  readonly completedAfterMs: number;
}

export const ordinarySensTimes: SensTimes = {
  indexLagMs: 3_000,
  processingAfterMs: 1_000,
  completedAfterMs: 5_000,
};

/** The `messages[]` entry of a SENS list or detail answer at a moment of the message's life. */
export function sensEntry(message: SensMessage, nowMs: number, times: SensTimes): Record<string, unknown> {
  const ageMs = nowMs - message.acceptedAtMs;
  const isCompleted = ageMs >= times.completedAfterMs;
  const entry = {
    requestId: message.requestId,
    messageId: message.messageId,
    requestTime: kstText(message.acceptedAtMs),
    contentType: message.contentType,
    type: message.type,
    subject: message.subject,
    content: message.content,
    countryCode: message.countryCode,
    from: message.from,
    to: message.to,
    status: isCompleted ? 'COMPLETED' : ageMs >= times.processingAfterMs ? 'PROCESSING' : 'READY',
  };
  if (!isCompleted) return entry;
  const isDelivered = message.finalCode === '0';
  return {
    ...entry,
    statusCode: message.finalCode,
    statusName: isDelivered ? 'success' : 'fail',
    statusMessage: isDelivered ? '성공' : '발송 실패',
    completeTime: kstText(message.acceptedAtMs + times.completedAfterMs),
    telcoCode: 'ETC',
  };
}
