import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AnnounceResponse, ChannelReceipt } from '../../src/domain/announcement.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Handler } from '../bootstrap.ts';
import { readBaseUrls } from '../settings/base-urls.ts';
import { sdkTimeouts } from '../settings/sdk-timeouts.ts';
import { secretReader } from '../settings/secrets.ts';
import { openLog } from '../telemetry/open-log.ts';
import { logReceipts } from './log-receipts.ts';
import { postToChannels } from './post-to-channels.ts';
import { readRelayEvent } from './relay-event.ts';

/** Answers an announcement with its receipts; an alarm that no channel took throws, so that Lambda tries it again. */
export async function makeRelay(): Promise<Handler> {
  const channels = {
    readSecret: secretReader(new SecretsManagerClient({ requestHandler: sdkTimeouts })),
    baseUrls: readBaseUrls(process.env),
    clock: systemClock,
  };
  return async (event, invocation) => {
    const posts = readRelayEvent(event);
    const emit = openLog(invocation.requestId);
    const all: ChannelReceipt[] = [];
    const lost: string[] = [];
    for (const post of posts) {
      const receipts = await postToChannels(channels, post.text);
      logReceipts(emit, post.about, receipts);
      all.push(...receipts);
      if (receipts.every(({ state }) => state === 'failed')) lost.push(post.about);
    }
    const [first] = posts;
    if (first?.nonce) return { nonce: first.nonce, receipts: all } satisfies AnnounceResponse;
    if (lost.length > 0) throw new Error(`no channel took: ${lost.join(', ')}`);
    return { receipts: all };
  };
}
