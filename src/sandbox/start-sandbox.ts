import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createControl } from './control.ts';
import { type DialSettings, dialsOf } from './dials.ts';
import { createEventsService } from './events/events-service.ts';
import type { Fault } from './faults/fault.ts';
import { FaultBook, type HeldCall } from './faults/fault-book.ts';
import { type CallEntry, CallLog } from './http/call-log.ts';
import { createFront } from './http/front.ts';
import { FunctionConnections } from './http/function-connections.ts';
import type { SandboxService } from './http/service.ts';
import { createIamService } from './identity/iam-service.ts';
import { createIdentityService } from './identity/identity-service.ts';
import type { ParkedEvent } from './lambda/async-queue.ts';
import type { InvocationEntry } from './lambda/invoker.ts';
import { createLambdaService } from './lambda/lambda-service.ts';
import { createLogsService } from './logs/logs-service.ts';
import { createMetricsService } from './metrics/metrics-service.ts';
import type { OutsideWorld, SandboxOptions } from './neighbours.ts';
import { openContext } from './open-context.ts';
import { startOutsideWorld } from './outside/outside-world.ts';
import { createRegistryService } from './registry/registry-service.ts';
import type { SandboxContext } from './sandbox-context.ts';
import { createSecretsService } from './secrets/secrets-service.ts';
import { seedWorld } from './seed/seed-world.ts';
import { seedAws } from './seed-aws.ts';
import { createTablesService } from './tables/tables-service.ts';
import type { VirtualClock } from './time/virtual-clock.ts';
import { createTopicsService } from './topics/topics-service.ts';
import { createTrailService } from './trail/trail-service.ts';

export interface Sandbox {
  /** Of all AWS services, and of /_sandbox/*. */
  readonly endpoint: string;
  /** Of the booking API, SENS, Telegram and Slack, each under its own path. */
  readonly worldEndpoint: string;
  readonly clock: VirtualClock;
  /** Any are taken; these are the ones that the audit trail calls the operator's. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  inspect(): SandboxState;
  addFault(fault: Fault): void;
  /** Whether a call of this id was held. */
  releaseHeld(id: string): boolean;
  /** Ends every child process, timer and socket. */
  stop(): Promise<void>;
}

export interface SandboxState {
  readonly sensMessages: OutsideWorld['sensMessages'];
  readonly deliveries: OutsideWorld['deliveries'];
  readonly telegramMessages: OutsideWorld['telegramMessages'];
  readonly slackMessages: OutsideWorld['slackMessages'];
  readonly calls: readonly CallEntry[];
  readonly heldCalls: readonly HeldCall[];
  readonly invocations: readonly InvocationEntry[];
  readonly parkedEvents: readonly ParkedEvent[];
  readonly ticks: readonly {
    readonly rule: string;
    readonly scheduledMs: number;
    readonly firedMs: number;
  }[];
  /** `service:operation` -> how often it was asked for in vain. */
  readonly unknownOperations: Readonly<Record<string, number>>;
  /** Defects of the sandbox itself; empty on a good day. */
  readonly problems: readonly string[];
}

export interface StartOptions extends SandboxOptions {
  readonly dials?: DialSettings;
  /** Where virtual time begins, epoch milliseconds; default now. */
  readonly startMs?: number;
}

const credentials = { accessKeyId: 'AKIASANDBOXOPERATOR0', secretAccessKey: 'sandbox' } as const;

/** Starts a local AWS with a seeded world and the pretend outside world, on loopback ports. */
export async function startSandbox(options: StartOptions): Promise<Sandbox> {
  const { account, region } = options.world;
  const { context, problems, close } = openContext({ ...options, account, region });
  try {
    const parts = await compose(context, options, problems);
    return {
      endpoint: parts.endpoint,
      worldEndpoint: parts.outside.endpoint,
      clock: context.clock,
      credentials,
      inspect: parts.inspect,
      addFault: (fault) => parts.faults.add(fault),
      releaseHeld: (id) => parts.faults.release(id),
      stop: close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

interface Composed {
  readonly endpoint: string;
  readonly outside: OutsideWorld;
  readonly faults: FaultBook;
  readonly inspect: () => SandboxState;
}

async function compose(
  context: SandboxContext,
  options: StartOptions,
  problems: readonly string[],
): Promise<Composed> {
  const { world: spec, scenario } = options;
  const faults = new FaultBook(options.faults);
  const calls = new CallLog();
  const connections = new FunctionConnections();
  const outside = await startOutsideWorld(context, { scenario, faults });
  const environment: Record<string, string> = { ...childEnvironment(context), ...outside.environment };
  const services = await createServices(context, options, { calls, connections, environment, faults });
  const inspect = (): SandboxState => stateOf({ outside, faults, calls, problems, services });
  const control = createControl({ context, faults, outside, inspect });
  const byName = new Map<string, SandboxService>(
    Object.values(services).map((service) => [service.name, service]),
  );
  const server = createFront({ context, services: byName, faults, calls, connections, control });
  const endpoint = await listen(context, server, options.port ?? 0);
  environment.AWS_ENDPOINT_URL = endpoint;
  seedAws(context, { spec, scenario }, services);
  await seedWorld(context, { spec, scenario, outside, ...services });
  return { endpoint, outside, faults, inspect };
}

type Services = Awaited<ReturnType<typeof createServices>>;

async function createServices(
  context: SandboxContext,
  options: StartOptions,
  {
    calls,
    connections,
    environment,
    faults,
  }: {
    calls: CallLog;
    connections: FunctionConnections;
    environment: Readonly<Record<string, string>>;
    faults: FaultBook;
  },
) {
  const dials = dialsOf(options.scenario, options.dials);
  const tables = await createTablesService(context, options.world);
  const metrics = createMetricsService(context, {
    publish: (message) => topics.publish(message),
    faults,
    dials: dials.metrics,
  });
  const logs = createLogsService(context, { metrics: metrics.store, dials: dials.logs });
  const lambda = createLambdaService(context, {
    logs: logs.store,
    metrics: metrics.store,
    environment: () => environment,
    connections,
    dials: dials.lambda,
  });
  const { invokeAsync } = lambda;
  const topics = createTopicsService(context, { invokeFunction: invokeAsync, faults });
  return {
    tables,
    metrics,
    logs,
    lambda,
    topics,
    events: createEventsService(context, { metrics: metrics.store, invokeAsync, dials: dials.scheduler }),
    secrets: createSecretsService(context),
    registry: createRegistryService(context),
    identity: createIdentityService(context),
    iam: createIamService(context),
    trail: createTrailService(context, { calls, dials: dials.trail }),
  };
}

/** What a function finds in its environment besides its own settings. */
function childEnvironment({ region }: SandboxContext): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'ASIASANDBOXFUNCTION0',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_SESSION_TOKEN: 'sandbox',
  };
}

async function listen(context: SandboxContext, server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  context.onStop('front', () => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on TCP has an AddressInfo, never a pipe's name.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stateOf({
  outside,
  faults,
  calls,
  problems,
  services,
}: {
  outside: OutsideWorld;
  faults: FaultBook;
  calls: CallLog;
  problems: readonly string[];
  services: Services;
}): SandboxState {
  return {
    sensMessages: outside.sensMessages,
    deliveries: outside.deliveries,
    telegramMessages: outside.telegramMessages,
    slackMessages: outside.slackMessages,
    calls: calls.entries,
    heldCalls: faults.heldCalls,
    invocations: services.lambda.invoker.entries,
    parkedEvents: services.lambda.queue.parked,
    ticks: services.events.scheduler.ticks,
    unknownOperations: Object.fromEntries(calls.unknownOperations),
    problems,
  };
}
