/* How every AWS client of this tool is set up: region, timeouts, attempts, shared connections, recording. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { MetadataBearer, Pluggable } from '@smithy/types';

export interface AwsClientOptions {
  readonly region: string;
  /** The call recorder's middleware; every client carries it. */
  readonly recorder: CallPlugin;
}

/** Middleware that fits every client, since it looks at no member of any input or output. */
export type CallPlugin = Pluggable<object, MetadataBearer>;

/** Two clients of one service over the same connections: reads may be retried by the SDK, writes never are. */
export interface ClientPair<Client> {
  readonly reader: Client;
  readonly writer: Client;
}

/**
 * `quick`: control-plane calls answer in well under a second. `patient`: log and metric pages scan data.
 * `invoke`: the answer comes after the invoked function's own work (the relay waits for two chat services).
 */
export type Patience = 'quick' | 'patient' | 'invoke';

const requestTimeoutsMs: Readonly<Record<Patience, number>> = {
  quick: 5_000,
  patient: 10_000,
  invoke: 30_000,
};
const connectTimeoutMs = 2_000;
const readAttempts = 3;

/**
 * Idle connections are closed before a load balancer does it, since a write on a connection that the other side has
 * just closed ends in a reset, and that is a write in doubt.
 */
const idleMs = 4_000;
const agents = {
  httpAgent: new HttpAgent({ keepAlive: true, timeout: idleMs }),
  httpsAgent: new HttpsAgent({ keepAlive: true, timeout: idleMs }),
};

/** What all clients are constructed with. `throwOnRequestTimeout`: without it the SDK only warns and waits on. */
export interface ClientConfig {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly socketTimeout: number;
    readonly throwOnRequestTimeout: boolean;
    readonly httpAgent: HttpAgent;
    readonly httpsAgent: HttpsAgent;
  };
}

interface Recordable {
  readonly middlewareStack: { use(plugin: CallPlugin): void };
}

/** Builds both clients of a service. Endpoints and credentials are left to the SDK's own chain. */
export function clientPair<Client extends Recordable>(
  options: AwsClientOptions,
  patience: Patience,
  create: (config: ClientConfig) => Client,
): ClientPair<Client> {
  const make = (maxAttempts: number): Client => {
    const client = create(clientConfig(options.region, patience, maxAttempts));
    client.middlewareStack.use(options.recorder);
    return client;
  };
  return { reader: make(readAttempts), writer: make(1) };
}

function clientConfig(region: string, patience: Patience, maxAttempts: number): ClientConfig {
  const timeoutMs = requestTimeoutsMs[patience];
  return {
    region,
    maxAttempts,
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      ...agents,
    },
  };
}
