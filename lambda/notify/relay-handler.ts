import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AnnounceResponse, ChannelReceipt } from '../../src/domain/announcement.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Handler, Invocation } from '../bootstrap.ts';
import { reasonOf } from '../run-failed.ts';
import { readBaseUrls } from '../settings/base-urls.ts';
import { sdkTimeouts } from '../settings/sdk-timeouts.ts';
import { secretReader } from '../settings/secrets.ts';
import type { EmitEvent } from '../telemetry/emit-event.ts';
import { openLog } from '../telemetry/open-log.ts';
import { logReceipts } from './log-receipts.ts';
import { type Channels, postToChannels } from './post-to-channels.ts';
import { readRelayEvent } from './relay-event.ts';

/** A channel's last answer may take 5 s beyond a text's time, and the receipts must still be logged and answered. */
const reservedMs = 7_000;

/** However many records came: an alarm is tried at least once. */
const leastPostMs = 1_000;

/**
 * Answers an announcement with its receipts. An alarm that no channel took throws: Lambda counts an error, which has an
 * alarm of its own, and tries it again twice.
 */
export async function makeRelay(): Promise<Handler> {
  const channels = {
    readSecret: secretReader(new SecretsManagerClient({ requestHandler: sdkTimeouts })),
    baseUrls: readBaseUrls(process.env),
    clock: systemClock,
  };
  return async (event, invocation) => {
    const emit = openLog(invocation.requestId);
    return await relay(channels, event, { invocation, emit }).catch((cause: unknown) => {
      // Lambda logs no reason of a custom runtime's error, and who tests an alarm must find it in the log.
      emit('run_failed', {
        error_name: cause instanceof Error ? cause.name : 'Error',
        reason: reasonOf(cause),
      });
      throw cause;
    });
  };
}

interface RelayRun {
  readonly invocation: Invocation;
  readonly emit: EmitEvent;
}

async function relay(channels: Channels, event: unknown, { invocation, emit }: RelayRun): Promise<unknown> {
  const posts = readRelayEvent(event);
  const all: ChannelReceipt[] = [];
  const lost: string[] = [];
  for (const [index, post] of posts.entries()) {
    const remainingMs = invocation.deadlineMs - systemClock.now().getTime() - reservedMs;
    const withinMs = Math.max(remainingMs / (posts.length - index), leastPostMs);
    const receipts = await postToChannels(channels, post.text, withinMs);
    logReceipts(emit, post, receipts);
    all.push(...receipts);
    if (receipts.every(({ state }) => state === 'failed')) lost.push(post.about);
  }
  const [first] = posts;
  if (first?.nonce && first.isAnnouncement)
    return { nonce: first.nonce, receipts: all } satisfies AnnounceResponse;
  if (lost.length > 0) throw new Error(`no channel took: ${lost.join(', ')}`);
  return { receipts: all };
}
