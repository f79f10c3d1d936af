/** The messages of a booking, and the flags by which table `sms` says that each is done. */
export const messageKinds = ['confirm', 'guide', 'event'] as const;

export type MessageKind = (typeof messageKinds)[number];

export const legacyFlags = ['confirm_sms', 'remind_sms', 'option_sms'] as const;

export type LegacyFlag = (typeof legacyFlags)[number];

/** The flag that says in the legacy row that a message of this kind is done. */
export const legacyFlagOf: Readonly<Record<MessageKind, LegacyFlag>> = {
  confirm: 'confirm_sms',
  guide: 'remind_sms',
  event: 'option_sms',
};

/** The names that the old rules and the old template file used for our kinds. */
export const kindOfOldName: Readonly<Record<string, MessageKind>> = {
  booking_confirm: 'confirm',
  confirm: 'confirm',
  confirmation: 'confirm',
  guide: 'guide',
  event: 'event',
};
