import * as z from 'zod';
import { nonceOf } from '../../src/domain/alarm-nonce.ts';
import { alarmSchema, alarmText } from './alarm-text.ts';

/** One text to post. */
export interface RelayPost {
  /** For the log: which announcement or alarm it is. */
  readonly about: string;
  readonly text: string;
  /** What the caller of an announcement recognises its answer by; of an alarm, the nonce of a test (alarm-nonce.ts). */
  readonly nonce: string | null;
  /** True where somebody waits for the receipts as the answer. */
  readonly isAnnouncement: boolean;
}

const announcementSchema = z.strictObject({
  mode: z.literal('announce'),
  nonce: z.string().min(1),
  occasion: z.enum(['start', 'success', 'rollback', 'escalation']),
  text: z.string().min(1),
});

const snsSchema = z.object({ Records: z.array(z.unknown()).min(1) });
const recordSchema = z.object({
  Sns: z.object({ Subject: z.string().nullish(), Message: z.string() }),
});

/** The texts that an event asks for. Throws where it is neither an announcement nor an SNS event. */
export function readRelayEvent(event: unknown): readonly RelayPost[] {
  const announcement = announcementSchema.safeParse(event);
  if (announcement.success) {
    const { nonce, occasion, text } = announcement.data;
    return [
      {
        about: `announcement ${occasion} ${nonce}`,
        text: `${text}\n(${nonce})`,
        nonce,
        isAnnouncement: true,
      },
    ];
  }
  const sns = snsSchema.safeParse(event);
  if (!sns.success) throw new Error('event refused: neither an announcement nor an SNS event');
  return sns.data.Records.map(recordPost);
}

/** A record that does not read takes no other one with it, and somebody hears that it came. */
function recordPost(record: unknown): RelayPost {
  const parsed = recordSchema.safeParse(record);
  return parsed.success
    ? messagePost(parsed.data.Sns.Message, parsed.data.Sns.Subject ?? null)
    : topicPost('a record that does not read came to the alarm relay');
}

function messagePost(message: string, subject: string | null): RelayPost {
  const alarm = alarmSchema.safeParse(readJson(message));
  if (alarm.success) {
    const { AlarmName, NewStateReason } = alarm.data;
    const nonce = nonceOf(NewStateReason);
    return { about: `alarm ${AlarmName}`, text: alarmText(alarm.data), nonce, isAnnouncement: false };
  }
  // Somebody may publish to the topic by hand: passed on as it is, never dropped.
  const text = [subject, message].filter((part) => part?.trim()).join('\n');
  // The channels refuse an empty text, and the event would come back until it is dropped.
  return topicPost(text || 'an empty message came to the alarm topic');
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
