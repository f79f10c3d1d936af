import type { Fault } from '../faults/fault.ts';
import { FaultBook } from '../faults/fault-book.ts';
import type { CallEntry } from '../http/call-log.ts';
import type { TablesService } from '../neighbours.ts';
import { type StandaloneOptions, standaloneContext } from '../outside/standalone-context.ts';
import { serveStandalone } from '../outside/standalone-front.ts';
import type { WorldSpec } from '../world-spec.ts';
import { createTablesService } from './tables-service.ts';

export interface StartTablesOptions extends StandaloneOptions {
  /** Default: sms, sms_claims, session, naver-sms-control (and sms_v2). */
  readonly tables?: WorldSpec['tables'];
  readonly faults?: readonly Fault[];
}

export interface RunningTables {
  /** For the SDK's `endpoint` or AWS_ENDPOINT_URL_DYNAMODB. Any credentials will do. */
  readonly endpoint: string;
  readonly putItem: TablesService['putItem'];
  addFault(fault: Fault): void;
  readonly heldCalls: FaultBook['heldCalls'];
  releaseHeld(id: string): boolean;
  /** Every call so far. */
  readonly calls: readonly CallEntry[];
  stop(): Promise<void>;
}

/** The sandbox's DynamoDB on its own, with the same front and faults as in the whole sandbox. */
export async function startTables(options: StartTablesOptions = {}): Promise<RunningTables> {
  const context = standaloneContext(options);
  const service = await createTablesService(context, { tables: options.tables ?? ordinaryTables });
  const faults = new FaultBook(options.faults);
  const { endpoint, calls } = await serveStandalone(context, [service], faults);
  return {
    endpoint,
    calls,
    putItem: service.putItem,
    addFault: (fault) => faults.add(fault),
    get heldCalls() {
      return faults.heldCalls;
    },
    releaseHeld: (id) => faults.release(id),
    stop: () => context.stop(),
  };
}

const ordinaryTables = {
  sms: 'sms',
  claims: 'sms_claims',
  session: 'session',
  control: 'naver-sms-control',
};
