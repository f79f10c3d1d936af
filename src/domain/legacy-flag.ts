/* Which message is which, for our claims and for the rows of the legacy function. */

export type MessageKind = 'confirm' | 'guide' | 'event';

export type LegacyFlag = 'confirm_sms' | 'remind_sms' | 'option_sms';

/** The flag that says in the legacy row that a message of this kind is done. */
export const legacyFlagOf: Readonly<Record<MessageKind, LegacyFlag>> = {
  confirm: 'confirm_sms',
  guide: 'remind_sms',
  event: 'option_sms',
};
