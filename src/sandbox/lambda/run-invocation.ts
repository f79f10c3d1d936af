import {
  type EnvironmentOptions,
  ExecutionEnvironment,
  type Invocation,
  type InvocationResult,
} from './execution-environment.ts';

export type InvocationOptions = EnvironmentOptions & Invocation;

/** Runs one event in one environment of its own: start, hand out the event, take the answer, end. Leaves no process. */
export async function runInvocation(options: InvocationOptions): Promise<InvocationResult> {
  const environment = new ExecutionEnvironment(options);
  try {
    return await environment.invoke(options);
  } finally {
    await environment.end();
  }
}
