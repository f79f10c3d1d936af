import { FaultBook } from '../../src/sandbox/faults/fault-book.ts';
import type { SandboxService } from '../../src/sandbox/http/service.ts';
import { type StandaloneContext, standaloneContext } from '../../src/sandbox/outside/standalone-context.ts';
import { serveStandalone } from '../../src/sandbox/outside/standalone-front.ts';

export interface Served<Services> {
  readonly services: Services;
  readonly context: StandaloneContext;
  /** For an SDK client's constructor. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  stop(): Promise<void>;
}

export const startMs = Date.parse('2026-11-23T05:00:00Z');

/** Some services of the sandbox behind its front, at a fixed virtual time. */
export async function serveServices<Services extends readonly SandboxService[]>(
  create: (context: StandaloneContext) => Services,
): Promise<Served<Services>> {
  const context = standaloneContext({ account: '000000000000', nowMs: () => startMs });
  const services = create(context);
  const { endpoint } = await serveStandalone(context, services, new FaultBook());
  return {
    services,
    context,
    client: {
      endpoint,
      region: context.region,
      credentials: { accessKeyId: 'invented', secretAccessKey: 'invented' },
      maxAttempts: 1,
    },
    stop: () => context.stop(),
  };
}
