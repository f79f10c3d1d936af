import * as z from 'zod';

/** One text to post. */
export interface RelayPost {
  /** For the log: which announcement or alarm it is. */
  readonly about: string;
  readonly text: string;
  /** Announcements only: what the caller recognises its answer by. */
  readonly nonce: string | null;
}

const announcementSchema = z.strictObject({
  mode: z.literal('announce'),
  nonce: z.string().min(1),
  occasion: z.enum(['start', 'success', 'rollback', 'escalation']),
  text: z.string().min(1),
});

const snsSchema = z.object({
  Records: z
    .array(z.object({ Sns: z.object({ Subject: z.string().nullish(), Message: z.string() }) }))
    .min(1),
});

/** What CloudWatch publishes for an alarm. Source: CloudWatch user guide, alarm notifications by SNS. */
const alarmSchema = z.object({
  AlarmName: z.string(),
  NewStateValue: z.string(),
  OldStateValue: z.string(),
  NewStateReason: z.string(),
  StateChangeTime: z.string(),
  AlarmDescription: z.string().nullish(),
});

/** The texts that an event asks for. Throws where it is neither an announcement nor an SNS event. */
export function readRelayEvent(event: unknown): readonly RelayPost[] {
  const announcement = announcementSchema.safeParse(event);
  if (announcement.success) {
    const { nonce, occasion, text } = announcement.data;
    return [{ about: `announcement ${occasion} ${nonce}`, text: `${text}\n(${nonce})`, nonce }];
  }
  const sns = snsSchema.safeParse(event);
  if (!sns.success) throw new Error('event refused: neither an announcement nor an SNS event');
  return sns.data.Records.map(({ Sns }) => alarmPost(Sns.Message, Sns.Subject ?? null));
}

function alarmPost(message: string, subject: string | null): RelayPost {
  const alarm = alarmSchema.safeParse(readJson(message));
  // Somebody may publish to the topic by hand: passed on as it is, never dropped.
  if (!alarm.success) {
    const text = [subject, message].filter((part) => part?.trim()).join('\n');
    // The channels refuse an empty text, and the event would come back until it is dropped.
    return { about: 'topic message', text: text || 'an empty message came to the alarm topic', nonce: null };
  }
  const { AlarmName, NewStateValue, OldStateValue, NewStateReason, StateChangeTime, AlarmDescription } =
    alarm.data;
  const lines = [
    `${NewStateValue}: ${AlarmName} (was ${OldStateValue}) at ${StateChangeTime}`,
    AlarmDescription ?? null,
    NewStateReason,
  ];
  return { about: `alarm ${AlarmName}`, text: lines.filter((line) => line !== null).join('\n'), nonce: null };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
