import * as z from 'zod';
import {
  kindOfOldName,
  type LegacyFlag,
  legacyFlagOf,
  legacyFlags,
  type MessageKind,
} from './message-kind.ts';

/** Where a rule's notice goes: the run's own message to a channel, or its log. */
export type NoticeChannel = 'telegram' | 'slack' | 'log';

/** What a rule wants told when it holds. The booking's number, store and time are added; a customer's name never is. */
export interface Notice {
  readonly channel: NoticeChannel;
  readonly text: string;
}

/** What a rule does when its condition holds. */
export interface Actions {
  readonly send: readonly MessageKind[];
  readonly tell: readonly Notice[];
}

const kind = z
  .string()
  .refine((name) => Object.hasOwn(kindOfOldName, name), {
    error: `a message is one of ${Object.keys(kindOfOldName).join(', ')}`,
  })
  .transform((name): MessageKind => kindOfOldName[name] ?? 'confirm');

const actionForms =
  'an action is one of send_sms: confirm | guide | event, create_db_record: true, update_flag: <flag>, send_telegram: <text>, send_slack: <text>, log_event: <text>, of at most 200 characters';

const text = z.string().min(1).max(200);
const action = z.union(
  [
    z.strictObject({ send_sms: kind }),
    z.strictObject({ create_db_record: z.literal(true) }),
    z.strictObject({ update_flag: z.enum(legacyFlags) }),
    z.strictObject({ send_telegram: text }),
    z.strictObject({ send_slack: text }),
    z.strictObject({ log_event: text }),
  ],
  {
    error: ({ input }) => `${actionForms} (it is ${JSON.stringify(input)?.slice(0, 80)})`,
  },
);

/**
 * The actions of a rule. `create_db_record` and `update_flag` may be written, since rules of the old system have them,
 * but only beside the message that they belong to: its claim writes row and flag in one transaction with itself. On
 * their own they would say in the table that something was sent.
 */
export const actionsSchema = z
  .array(action)
  .min(1)
  .superRefine((actions, context) => {
    for (const [index, written] of actions.entries()) {
      const message = whyAlone(written, sentBy(actions));
      if (message !== null) context.addIssue({ code: 'custom', path: [index], message });
    }
  })
  .transform((actions): Actions => ({ send: sentBy(actions), tell: actions.flatMap(noticeOf) }));

type Action = z.output<typeof action>;

function sentBy(actions: readonly Action[]): readonly MessageKind[] {
  return actions.flatMap((written) => ('send_sms' in written ? [written.send_sms] : []));
}

function whyAlone(written: Action, sent: readonly MessageKind[]): string | null {
  if ('create_db_record' in written && sent.length === 0) {
    return 'create_db_record needs a send_sms in the same rule, whose claim writes the row';
  }
  if ('update_flag' in written && !sent.some((each) => legacyFlagOf[each] === written.update_flag)) {
    return `update_flag: ${written.update_flag} needs send_sms: ${kindOfFlag(written.update_flag)} in the same rule, whose claim sets the flag`;
  }
  return null;
}

function kindOfFlag(flag: LegacyFlag): string {
  return Object.entries(legacyFlagOf).find(([, of]) => of === flag)?.[0] ?? '';
}

function noticeOf(written: Action): readonly Notice[] {
  if ('send_telegram' in written) return [{ channel: 'telegram', text: written.send_telegram }];
  if ('send_slack' in written) return [{ channel: 'slack', text: written.send_slack }];
  return 'log_event' in written ? [{ channel: 'log', text: written.log_event }] : [];
}
