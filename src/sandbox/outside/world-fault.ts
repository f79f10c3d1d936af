import { once } from 'node:events';
import type { Fault } from '../faults/fault.ts';
import type { FaultBook } from '../faults/fault-book.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import type { Delivery } from './world-delivery.ts';
import type { Neighbour, WorldAnswer, WorldRequest } from './world-request.ts';

interface Visit {
  readonly neighbour: Neighbour;
  readonly request: WorldRequest;
  /** Aborted when the client hangs up. */
  readonly gone: AbortSignal;
}

/** Asks the neighbour, through the fault that this call meets, if any. */
export async function answerUnderFault(
  context: SandboxContext,
  faults: FaultBook,
  visit: Visit,
): Promise<Delivery> {
  const operation = visit.neighbour.operationOf(visit.request);
  if (operation === null) return whole({ status: 404, body: { message: 'no such operation' } });
  const fault = faults.take(visit.neighbour.name, operation);
  const handle = (): WorldAnswer => visit.neighbour.handle(visit.request);
  if (!fault) return whole(handle());
  return disturbed(context, { faults, fault, operation, handle, ...visit });
}

interface Disturbance extends Visit {
  readonly faults: FaultBook;
  readonly fault: Fault;
  readonly operation: string;
  readonly handle: () => WorldAnswer;
}

async function disturbed(context: SandboxContext, met: Disturbance): Promise<Delivery> {
  switch (met.fault.kind) {
    case 'throttle':
    case 'server-error':
    case 'access-denied':
      return whole(met.neighbour.refuse(met.fault.kind));
    case 'html-503':
      return whole({ status: 503, body: '<html><body><h1>503 Service Unavailable</h1></body></html>' });
    case 'server-error-after':
      met.handle();
      return whole(met.neighbour.refuse('server-error'));
    case 'timeout-before':
      return untilGone(met.gone);
    case 'timeout-after':
      met.handle();
      return untilGone(met.gone);
    case 'hold-before':
      return (await held(context, met)) === 'gone' ? dropped : whole(met.handle());
    case 'hold-after': {
      const answer = met.handle();
      return (await held(context, met)) === 'gone' ? dropped : whole(answer);
    }
    case 'slow':
      await context.clock.sleep(met.fault.ms ?? 0);
      return whole(met.handle());
    case 'torn-body':
      return { kind: 'torn', answer: met.handle() };
    case 'stale-read':
      return whole(met.neighbour.handle({ ...met.request, isStale: true }));
    case 'accept-then-drop':
      met.handle();
      return dropped;
    case 'drop':
      return dropped;
    case 'accept-without-id':
      return whole(withoutId(met.handle()));
    case 'accept-undelivered':
      return whole(met.neighbour.handle({ ...met.request, isUndeliverable: true }));
    // These three disturb what AWS does; a neighbour of ours knows nothing of them.
    case 'acknowledge-only':
    case 'at-once':
    case 'without-reason':
      return whole(met.handle());
  }
}

const dropped: Delivery = { kind: 'dropped' };

function whole(answer: WorldAnswer): Delivery {
  return { kind: 'whole', answer };
}

async function untilGone(gone: AbortSignal): Promise<Delivery> {
  if (!gone.aborted) await once(gone, 'abort');
  return dropped;
}

async function held(context: SandboxContext, met: Disturbance): Promise<'released' | 'gone'> {
  return met.faults.hold(
    {
      service: met.neighbour.name,
      operation: met.operation,
      kind: met.fault.kind,
      heldAtMs: context.nowMs(),
    },
    met.gone,
  );
}

function withoutId(answer: WorldAnswer): WorldAnswer {
  if (answer.body === null || typeof answer.body !== 'object') return answer;
  const kept = Object.entries(answer.body).filter(([name]) => name !== 'requestId');
  return { ...answer, body: Object.fromEntries(kept) };
}
