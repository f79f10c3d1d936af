import { awsError, type SandboxService } from '../http/service.ts';
import type { InvokeFunctionAsync } from '../neighbours.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { AsyncQueue } from './async-queue.ts';
import { concurrencyOperations } from './concurrency-operations.ts';
import { configurationOperations } from './configuration-operations.ts';
import { FunctionStore } from './function-store.ts';
import { invokeOperation } from './invoke-operation.ts';
import { Invoker, type InvokerOptions } from './invoker.ts';
import { mayInvoke, policyOperations } from './policy-operations.ts';
import { versionOperations } from './version-operations.ts';

export interface LambdaService extends SandboxService {
  readonly functions: FunctionStore;
  readonly invoker: Invoker;
  readonly queue: AsyncQueue;
  /** Throws AccessDeniedException where the function's policy does not let the source in. */
  readonly invokeAsync: InvokeFunctionAsync;
}

/** Lambda: functions, their configuration and their runs. */
export function createLambdaService(
  context: SandboxContext,
  options: Omit<InvokerOptions, 'context'>,
): LambdaService {
  const functions = new FunctionStore(context);
  const invoker = new Invoker({ context, ...options });
  const queue = new AsyncQueue({ context, functions, invoker, metrics: options.metrics });
  context.onStop('lambda children', () => invoker.stop());
  return {
    name: 'lambda',
    functions,
    invoker,
    queue,
    invokeAsync: ({ functionArn, payload, principal, sourceArn }) => {
      if (!mayInvoke(functions.find(functionArn), principal, sourceArn)) {
        throw awsError('AccessDeniedException', `${principal} may not invoke ${functionArn}`, 403);
      }
      queue.accept(functionArn, Buffer.from(payload), context.newId());
    },
    operations: {
      ...configurationOperations(functions),
      ...versionOperations(functions),
      ...policyOperations(functions),
      ...concurrencyOperations(functions),
      Invoke: invokeOperation({ functions, invoker, queue }),
    },
  };
}
