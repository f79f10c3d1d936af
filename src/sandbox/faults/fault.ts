/** A disturbance as data: which call of which operation meets it, and what happens then. */
export interface Fault {
  /**
   * A signing name (events, lambda, dynamodb ...) or, outside AWS, booking | sens | telegram | slack. What AWS does by itself
   * has names too: `alarms` (history, action, message, evaluation, firing) and `sns` (deliver).
   */
  readonly service: string;
  readonly operation: string;
  /** The matching call that meets it first, from 1. Default 1. */
  readonly nth?: number;
  /** How many matching calls in a row meet it. Default 1. */
  readonly times?: number;
  readonly kind: FaultKind;
  /** For `slow`: how long, virtual milliseconds. */
  readonly ms?: number;
}

export const faultKinds = [
  /** The service's own throttling error. */
  'throttle',
  /** A 5xx of the service, without effect. */
  'server-error',
  /** The same 5xx after the effect was made. */
  'server-error-after',
  'access-denied',
  /** A proxy's HTML page with status 503, without effect. */
  'html-503',
  /** Never answered; the effect is not made / is made. */
  'timeout-before',
  'timeout-after',
  /** As timeout, and it is listed in heldCalls until it is released; then it goes on as if nothing was. */
  'hold-before',
  'hold-after',
  'slow',
  /** The effect is made; the answer breaks off in its middle. */
  'torn-body',
  /** A read that answers as if the latest write had not been made yet. */
  'stale-read',
  /** SENS takes the message and the connection breaks before an answer. */
  'accept-then-drop',
  /** SENS takes nothing and the connection breaks. */
  'drop',
  /** SENS answers 202 without a requestId. */
  'accept-without-id',
  /** SENS answers 202, Slack and Telegram answer a receipt, and the message does not reach anybody. */
  'accept-undelivered',
  /** AWS acknowledges the call; the effect is not made. */
  'acknowledge-only',
  /** An alarm is evaluated at once after its state was set, or fires at once before. */
  'at-once',
  /** An alarm's notification does not carry the reason that the state was set with. */
  'without-reason',
] as const;

export type FaultKind = (typeof faultKinds)[number];
