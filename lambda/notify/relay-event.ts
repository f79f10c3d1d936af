import * as z from 'zod';
import { isTestNonce, nonceOf } from '../../src/domain/alarm-nonce.ts';
import { alarmText } from './alarm-text.ts';
import { type AlarmChange, otherCloudWatchEvent, readAlarm } from './read-alarm.ts';

/** One text to post. */
export interface RelayPost {
  /** For the log: which announcement or alarm it is. */
  readonly about: string;
  readonly text: string;
  /** What the caller of an announcement recognises its answer by; of an alarm, the nonce of a test (alarm-nonce.ts). */
  readonly nonce: string | null;
  /** True if somebody waits for the receipts as the answer. */
  readonly isAnnouncement: boolean;
}

const announcementSchema = z.strictObject({
  mode: z.literal('announce'),
  nonce: z.string().min(1),
  occasion: z.enum(['start', 'success', 'rollback', 'escalation']),
  text: z.string().min(1),
});

const recordsSchema = z.object({ Records: z.array(z.unknown()).min(1) });
const bySnsSchema = z.object({
  Sns: z.object({ Subject: z.string().nullish(), Message: z.string() }),
});
/** A queue that is subscribed to the topic hands on SNS's envelope, or the message alone ("raw delivery"). */
const bySqsSchema = z.object({ eventSource: z.literal('aws:sqs'), body: z.string() });
const envelopeSchema = z.object({ Subject: z.string().nullish(), Message: z.string() });

/**
 * The texts that an event asks for: an announcement of the CLI, or an alarm in any of the ways in which CloudWatch
 * delivers one (SNS, a queue behind it, EventBridge, a function as the alarm's action). Throws for any other event.
 */
export function readRelayEvent(event: unknown): readonly RelayPost[] {
  const announcement = announcementSchema.safeParse(event);
  if (announcement.success) {
    const { nonce, occasion, text } = announcement.data;
    if (isTestNonce(nonce))
      throw new Error(`event refused: its nonce begins like that of an alarm test: ${nonce}`);
    return [
      {
        about: `announcement ${occasion} ${nonce}`,
        text: `${text}\n(${nonce})`,
        nonce,
        isAnnouncement: true,
      },
    ];
  }
  const batch = recordsSchema.safeParse(event);
  if (batch.success) return batch.data.Records.map(recordPost);
  const post = cloudWatchPost(event);
  if (!post) throw new Error('event refused: neither an announcement nor an alarm of CloudWatch');
  return [post];
}

/** A malformed record does not block the others, and somebody hears that it came. */
function recordPost(record: unknown): RelayPost {
  const bySns = bySnsSchema.safeParse(record).data?.Sns;
  if (bySns) return messagePost(bySns.Message, bySns.Subject ?? null);
  const body = bySqsSchema.safeParse(record).data?.body;
  if (body === undefined) return topicPost('the alarm relay got a malformed record');
  const envelope = envelopeSchema.safeParse(readJson(body)).data;
  return envelope ? messagePost(envelope.Message, envelope.Subject ?? null) : messagePost(body, null);
}

function messagePost(message: string, subject: string | null): RelayPost {
  const post = cloudWatchPost(readJson(message));
  if (post) return post;
  // Somebody may publish to the topic by hand: passed on as it is, never dropped.
  const text = [subject, message].filter((part) => part?.trim()).join('\n');
  // The channels refuse an empty text, and the event would come back until it is dropped.
  return topicPost(text || 'the alarm topic got an empty message');
}

function cloudWatchPost(document: unknown): RelayPost | null {
  const alarm = readAlarm(document);
  if (alarm) return alarmPost(alarm);
  const other = otherCloudWatchEvent(document);
  return other === null ? null : topicPost(other);
}

function alarmPost(alarm: AlarmChange): RelayPost {
  const nonce = nonceOf(alarm.reason);
  return { about: `alarm ${alarm.name}`, text: alarmText(alarm), nonce, isAnnouncement: false };
}

const topicPost = (text: string): RelayPost => ({
  about: 'topic message',
  text,
  nonce: null,
  isAnnouncement: false,
});

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
