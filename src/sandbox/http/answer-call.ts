import { ZodError } from 'zod';
import type { Fault, FaultKind } from '../faults/fault.ts';
import { accessDenied, proxyPage, serverError, throttlingError } from '../faults/fault-answers.ts';
import type { FaultBook } from '../faults/fault-book.ts';
import { type Rendered, renderAnswer, renderError } from './render.ts';
import type { Routed } from './route.ts';
import { AwsError, type Operation, type ServiceCall } from './service.ts';

export interface CallInHand {
  readonly call: ServiceCall;
  readonly routed: Routed;
  readonly operation: Operation;
  readonly fault: Fault | null;
  readonly faults: FaultBook;
  /** Aborted when the client hangs up. */
  readonly gone: AbortSignal;
}

/** `silence` = never answered; `torn` = the answer breaks off. */
export type Outcome = Rendered | 'silence' | { readonly torn: Rendered };

/** Performs one call, with the fault that it meets. */
export async function answerCall(hand: CallInHand): Promise<Outcome> {
  const kind = hand.fault?.kind;
  if (kind === undefined) return await perform(hand);
  const refused = refusal(kind, hand);
  if (refused) return refused;
  if (kind === 'timeout-before') return 'silence';
  if (kind === 'hold-before' && (await hold(hand, kind)) === 'gone') return 'silence';
  if (kind === 'slow') await hand.call.context.clock.sleep(hand.fault?.ms ?? 1000);
  const answer = kind === 'acknowledge-only' ? acknowledged(hand) : await perform(hand);
  if (kind === 'timeout-after') return 'silence';
  if (kind === 'hold-after' && (await hold(hand, kind)) === 'gone') return 'silence';
  if (kind === 'server-error-after') return failed(hand);
  return kind === 'torn-body' ? { torn: answer } : answer;
}

async function hold(hand: CallInHand, kind: FaultKind): Promise<'released' | 'gone'> {
  const { service, operation, context } = hand.call;
  return await hand.faults.hold({ service, operation, kind, heldAtMs: context.nowMs() }, hand.gone);
}

/** Answers that are given without any effect. */
function refusal(kind: FaultKind, hand: CallInHand): Rendered | null {
  const { service, operation } = hand.call;
  const target = { ...hand.routed, requestId: hand.call.requestId };
  if (kind === 'throttle') return renderError(target, throttlingError(service));
  if (kind === 'server-error') return failed(hand);
  if (kind === 'access-denied') return renderError(target, accessDenied(service, operation));
  if (kind === 'html-503') return { status: 503, headers: { 'content-type': 'text/html' }, body: proxyPage };
  return null;
}

function failed({ routed, call }: CallInHand): Rendered {
  return renderError({ ...routed, requestId: call.requestId }, serverError(call.service));
}

/** For operations whose answer holds nothing. */
function acknowledged(hand: CallInHand): Rendered {
  return renderAnswer({ ...hand.routed, requestId: hand.call.requestId }, hand.routed.status, {});
}

async function perform(hand: CallInHand): Promise<Rendered> {
  const target = { ...hand.routed, requestId: hand.call.requestId };
  try {
    return renderAnswer(target, hand.routed.status, await hand.operation(hand.call.input, hand.call));
  } catch (cause) {
    if (cause instanceof AwsError) return renderError(target, cause);
    if (cause instanceof ZodError) return renderError(target, validationError(hand.call, cause));
    hand.call.context.reportProblem(`${hand.call.service}:${hand.call.operation}`, cause);
    return renderError(target, serverError(hand.call.service));
  }
}

function validationError(call: ServiceCall, cause: ZodError): AwsError {
  const issues = cause.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const message = `${issues.length} validation error detected: ${issues.join('; ')}`;
  if (call.service === 'lambda' || call.service === 'logs') {
    return new AwsError('InvalidParameterException', message, 400);
  }
  if (call.service === 'monitoring' || call.service === 'sns') {
    return new AwsError('InvalidParameterValue', message, 400);
  }
  return new AwsError('ValidationException', message, 400);
}
