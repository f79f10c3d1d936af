import type { LegacyFlag, MessageKind } from '../domain/legacy-flag.ts';

export { type LegacyFlag, legacyFlagOf, type MessageKind } from '../domain/legacy-flag.ts';

/** The messages of a booking, and the flags by which table `sms` says that each is done. */
export const messageKinds = ['confirm', 'guide', 'event'] as const satisfies readonly MessageKind[];

export const legacyFlags = [
  'confirm_sms',
  'remind_sms',
  'option_sms',
] as const satisfies readonly LegacyFlag[];

/** The names that the old rules and the old template file used for our kinds. */
export const kindOfOldName: Readonly<Record<string, MessageKind>> = {
  booking_confirm: 'confirm',
  confirm: 'confirm',
  confirmation: 'confirm',
  guide: 'guide',
  event: 'event',
};
