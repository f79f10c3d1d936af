/** What the CLI hands to the relay Lambda, and what comes back. The CLI itself holds no channel secret. */
export interface AnnounceRequest {
  readonly mode: 'announce';
  readonly nonce: string;
  readonly occasion: 'start' | 'success' | 'rollback' | 'escalation';
  readonly text: string;
}

export interface ChannelReceipt {
  readonly channel: 'slack' | 'telegram';
  /** `accepted` = the channel took it but gave no message id (a Slack webhook). */
  readonly state: 'delivered' | 'accepted' | 'failed';
  readonly messageId: string | null;
  readonly at: string;
  /** Why it failed, without tokens or URLs. */
  readonly error: string | null;
  /** Of a delivered text: which setting an operator must change; absent if none. */
  readonly outdated?: string;
}

export interface AnnounceResponse {
  readonly nonce: string;
  readonly receipts: readonly ChannelReceipt[];
}
