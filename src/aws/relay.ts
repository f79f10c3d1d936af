/* The relay Lambda, through which announcements reach Slack and Telegram: the CLI holds no channel secret. */
import * as z from 'zod';
import type { AnnounceRequest, AnnounceResponse } from '../domain/announcement.ts';
import { OperatorError } from '../errors/operator-error.ts';
import type { FunctionService, InvokeAnswer, InvokeThrottled, RelayService } from './services.ts';

export function createRelayService(functions: Pick<FunctionService, 'invoke'>): RelayService {
  return { announce: (relayFunction, request) => announce(functions, relayFunction, request) };
}

const announceResponse = z.object({
  nonce: z.string(),
  receipts: z.array(
    z.object({
      channel: z.enum(['slack', 'telegram']),
      state: z.enum(['delivered', 'accepted', 'failed']),
      messageId: z.string().nullable(),
      at: z.string(),
      error: z.string().nullable(),
    }),
  ),
});

/** Throws CHANNEL_UNREACHABLE, or WRITE_IN_DOUBT where nobody knows whether the message went out. */
async function announce(
  functions: Pick<FunctionService, 'invoke'>,
  relayFunction: string,
  request: AnnounceRequest,
): Promise<AnnounceResponse & { readonly requestId: string }> {
  const answer = await invokeRelay(functions, relayFunction, request);
  if ('reason' in answer) throw unreachable(relayFunction, `throttled: ${answer.reason}`, answer.requestId);
  if (answer.functionError !== null) {
    throw unreachable(relayFunction, `the relay failed: ${answer.functionError}`, answer.requestId);
  }
  const response = announceResponse.safeParse(answer.payload);
  if (!response.success || response.data.nonce !== request.nonce) {
    throw unreachable(relayFunction, 'its answer is not a receipt of this announcement', answer.requestId);
  }
  return { ...response.data, requestId: answer.requestId };
}

async function invokeRelay(
  functions: Pick<FunctionService, 'invoke'>,
  relayFunction: string,
  request: AnnounceRequest,
): Promise<InvokeAnswer | InvokeThrottled> {
  try {
    return await functions.invoke(relayFunction, request);
  } catch (error) {
    if (error instanceof OperatorError && error.code === 'WRITE_IN_DOUBT') throw error;
    const reason = error instanceof Error ? error.message : 'unknown';
    throw unreachable(relayFunction, reason, error instanceof OperatorError ? error.requestId : null, error);
  }
}

function unreachable(
  relay: string,
  reason: string,
  requestId: string | null,
  cause?: unknown,
): OperatorError {
  return new OperatorError(
    'CHANNEL_UNREACHABLE',
    {
      what: `The announcement did not go out through ${relay} (${reason}).`,
      now: 'No receipt of Slack or Telegram was given.',
      next: `Check the relay, for example with: aws logs tail /aws/lambda/${relay}`,
    },
    { cause, requestId },
  );
}
