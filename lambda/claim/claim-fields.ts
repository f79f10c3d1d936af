import { type MaskedPhone, maskPhone } from '../../src/domain/phone-number.ts';
import type { MessageKind } from '../messages/due-message.ts';
import type { Claim } from './claim-item.ts';

interface SubjectFields {
  readonly booking_num: string;
  readonly kind: MessageKind;
  readonly phone_masked: MaskedPhone;
}

/** What a log event says of the message it is about. */
export const claimFields = (claim: Pick<Claim, 'booking_num' | 'kind' | 'phone'>): SubjectFields => ({
  booking_num: claim.booking_num,
  kind: claim.kind,
  phone_masked: maskPhone(claim.phone),
});
