import * as z from 'zod';
import { faultKinds } from './faults/fault.ts';
import type { FaultBook } from './faults/fault-book.ts';
import type { Rendered } from './http/render.ts';
import type { WireRequest } from './http/route.ts';
import type { OutsideWorld } from './neighbours.ts';
import { bookingDialsSchema } from './outside/booking-dials.ts';
import type { SandboxContext } from './sandbox-context.ts';

export interface ControlOptions {
  readonly context: SandboxContext;
  readonly faults: FaultBook;
  readonly inspect: () => unknown;
  readonly outside: OutsideWorld;
}

type Handler = (body: unknown, gone: AbortSignal) => Promise<unknown>;

const sleeping = z.object({ ms: z.number().min(0) });
const releasing = z.object({ id: z.string() });
const fault = z.object({
  service: z.string(),
  operation: z.string(),
  nth: z.number().int().min(1).default(1),
  times: z.number().int().min(1).default(1),
  kind: z.enum(faultKinds),
  ms: z.number().min(0).default(1000),
});

/** The /_sandbox/* endpoints: the way in for another process than the one that runs the sandbox. */
export function createControl(
  options: ControlOptions,
): (request: WireRequest, gone: AbortSignal) => Promise<Rendered> {
  const handlers = handlersOf(options);
  return async ({ method, url, body }, gone) => {
    const handler = handlers[`${method} ${url.pathname}`];
    if (!handler) return json(404, { message: `no ${method} ${url.pathname} here` });
    try {
      return json(200, await handler(body.length === 0 ? {} : JSON.parse(body.toString('utf8')), gone));
    } catch (cause) {
      if (cause instanceof z.ZodError || cause instanceof SyntaxError)
        return json(400, { message: cause.message });
      if (gone.aborted) return json(499, { message: 'the client is gone' });
      throw cause;
    }
  };
}

function handlersOf({ context, faults, inspect, outside }: ControlOptions): Record<string, Handler> {
  const clock = (): Record<string, unknown> => ({
    nowMs: context.nowMs(),
    offsetMs: context.clock.offsetMs,
    inFlight: context.flights.names,
    pending: context.clock.pending,
  });
  return {
    'GET /_sandbox/state': async () => inspect(),
    'GET /_sandbox/clock': async () => clock(),
    'POST /_sandbox/sleep': async (body, gone) => {
      await context.clock.sleep(sleeping.parse(body).ms, gone);
      return { nowMs: context.nowMs(), offsetMs: context.clock.offsetMs };
    },
    'POST /_sandbox/faults': async (body) => {
      faults.add(fault.parse(body));
      return {};
    },
    'POST /_sandbox/release': async (body) => ({ released: faults.release(releasing.parse(body).id) }),
    'POST /_sandbox/booking-host': async (body) => {
      outside.turnBookings(bookingDialsSchema.parse(body));
      return {};
    },
    'POST /_sandbox/bookings': async (body) => {
      outside.addBookings(body);
      return {};
    },
  };
}

function json(status: number, body: unknown): Rendered {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
