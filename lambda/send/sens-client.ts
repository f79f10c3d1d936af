import type { SendExchange } from '../../src/domain/send-outcome.ts';
import type { DueMessage } from '../messages/due-message.ts';
import type { RunContext } from '../run-context.ts';
import { exchangeOnce, type OneExchange } from './exchange-once.ts';
import { type ListOptions, ListRefused, listMessages } from './list-messages.ts';
import { readSendAnswer } from './read-send-answer.ts';
import { createSensKeys, type SensAccess } from './sens-keys.ts';
import type { ListReading, MessageFilter } from './sens-list.ts';
import { signSens } from './sens-signature.ts';

/** What is sent of a due message. */
export type SensText = Pick<
  DueMessage,
  'from' | 'phoneDigits' | 'type' | 'contentType' | 'subject' | 'content'
>;

export interface SensClient {
  /** One POST on a fresh socket, never repeated. Resolves always. */
  send(message: SensText, timeoutMs: number): Promise<SendExchange>;
  /**
   * The messages that SENS lists for the filter, every page, with their texts if `withContent`. What could not be read
   * leaves a gap in the reading; throws if nothing could be read.
   */
  list(filter: MessageFilter, options: ListOptions): Promise<ListReading>;
  /** Reads the secret anew, after SENS refused our keys. True if it holds other values now, which are used from then on. */
  renewKeys(): Promise<boolean>;
}

/** The SENS SMS API v2 with the credentials of this run. None of its errors carries a key, a header or a text. */
export function createSensClient(context: Pick<RunContext, 'sens' | 'now' | 'readSensAnew'>): SensClient {
  const keys = createSensKeys(context);
  const ask = (one: SensCall) => call(keys.current(), context.now(), one);
  return {
    send: async (message, timeoutMs) => {
      const exchange = await ask({ body: bodyOf(message), timeoutMs });
      if (exchange.kind === 'failed') return exchange;
      const { phoneDigits, content, from } = message;
      const withheld = [phoneDigits, content, from, ...Object.values(keys.current())];
      return { kind: 'answered', ...readSendAnswer({ ...exchange, at: context.now() }, withheld) };
    },
    list: async (filter, options) => {
      const startedAtMs = performance.now();
      const read = () => {
        const withinMs = options.withinMs - (performance.now() - startedAtMs);
        return listMessages((below, timeoutMs) => ask({ below, timeoutMs }), filter, {
          ...options,
          withinMs,
        });
      };
      try {
        return await read();
      } catch (cause) {
        // A warm process may remember keys of before a rotation.
        if (!(cause instanceof ListRefused) || !(await keys.renew())) throw cause;
        return await read();
      }
    },
    renewKeys: keys.renew,
  };
}

interface SensCall {
  /** Below the messages path: empty, `?query` or `/messageId`. */
  readonly below?: string;
  readonly body?: string;
  readonly timeoutMs: number;
}

async function call(sens: SensAccess, at: Date, one: SensCall): Promise<OneExchange> {
  // Real clients send the service id with its colons as they are.
  const target = `/sms/v2/services/${sens.service_id}/messages${one.below ?? ''}`;
  const method = one.body === undefined ? 'GET' : 'POST';
  const keys = { accessKey: sens.access_key, secretKey: sens.secret_key };
  return await exchangeOnce({
    url: new URL(sens.baseUrl.replace(/\/+$/, '') + target),
    method,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...signSens({ method, target, at }, keys),
    },
    body: one.body ?? null,
    timeoutMs: one.timeoutMs,
  });
}

/** The documented body as legacy built it, every character beyond ASCII escaped, so that no hop can garble it. */
function bodyOf(message: SensText): string {
  const body = {
    type: message.type,
    contentType: message.contentType,
    from: message.from,
    ...(message.subject === null ? {} : { subject: message.subject }),
    content: message.content,
    messages: [{ to: message.phoneDigits }],
  };
  return JSON.stringify(body).replace(/[\u0080-\uffff]/g, escapeCharacter);
}

const escapeCharacter = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
