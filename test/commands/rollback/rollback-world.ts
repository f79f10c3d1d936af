import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { sandboxEnvironment } from '../../../src/cli/config/sandbox-environment.ts';
import { sandboxWorld } from '../../../src/cli/sandbox-world.ts';
import { wireRun } from '../../../src/cli/wire-toolbox.ts';
import type { Command } from '../../../src/commands/define-command.ts';
import { endRun } from '../../../src/commands/end-run.ts';
import type { Toolbox } from '../../../src/commands/toolbox.ts';
import type { LambdaRunItem } from '../../../src/domain/control-item.ts';
import type { Environment } from '../../../src/domain/environment.ts';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import { throwAwaySigner } from '../../../src/evidence/ssh-signer.ts';
import type { CommandResult } from '../../../src/reporting/command-result.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { ordinaryScenario } from '../../../src/sandbox/world-spec.ts';
import { smallWorld } from '../../support/small-world.ts';
import { runAside } from '../run-aside.ts';

export interface RunOptions {
  readonly dryRun?: boolean;
  readonly reason?: string | null;
  readonly signal?: AbortSignal;
  readonly environment?: Partial<Environment>;
  /** Sees the toolbox before the command runs. */
  readonly prepare?: (toolbox: Toolbox) => Promise<void> | void;
  readonly onEvent?: (event: RunEvent) => void;
}

export interface Ran {
  readonly result: CommandResult;
  readonly events: readonly RunEvent[];
  readonly isSpilling: boolean;
  readonly stderr: string;
}

/** A sandbox with a drill target, and commands that run through the real adapters into a real ledger in a folder of its own. */
export async function startRollbackWorld(faults: readonly Fault[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'naver-sms-rollback-'));
  const environment: Environment = {
    ...sandboxEnvironment(folder),
    drill: { rule: 'naver-sms-drill-trigger', function: 'naver_sms_drill' },
  };
  const world = { ...sandboxWorld(environment), numbers: smallWorld, drill: environment.drill };
  const sandbox = await startSandbox({ world, seed: 1, faults, scenario: ordinaryScenario, realTime: false });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
    AWS_REGION: environment.region,
  });
  const tables = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const put = (item: Record<string, unknown>) =>
    tables.send(new PutCommand({ TableName: environment.tables.control, Item: item }));

  return {
    sandbox,
    environment,
    folder,
    run: <Options>(
      command: Command<Options>,
      words: Readonly<Record<string, unknown>> = {},
      options: RunOptions = {},
    ) => runCommand(command, words, { ...options, environment: { ...environment, ...options.environment } }),
    /** What the test itself asks or changes. */
    aside: <Answer>(act: (toolbox: Toolbox) => Promise<Answer>) =>
      runAside((command) => runCommand(command, {}, { environment }), act),
    putControl: (name: string, item: object) => put({ scope: 'control', name, ...item }),
    /** Registers a Lambda run as lambda/register does. */
    putRun: (run: LambdaRunItem) => put({ scope: 'run', name: `${run.startedAt}#${run.requestId}`, ...run }),
    readControl: async (name: string) =>
      (
        await tables.send(
          new GetCommand({ TableName: environment.tables.control, Key: { scope: 'control', name } }),
        )
      ).Item ?? null,
    /** How often an operation was called with effect or not. */
    calls: (service: string, operation: string) =>
      sandbox.inspect().calls.filter((call) => call.service === service && call.operation === operation)
        .length,
    stop: async () => {
      tables.destroy();
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type RollbackWorld = Awaited<ReturnType<typeof startRollbackWorld>>;

async function runCommand<Options>(
  command: Command<Options>,
  words: Readonly<Record<string, unknown>>,
  options: RunOptions & { readonly environment: Environment },
): Promise<Ran> {
  const events: RunEvent[] = [];
  const stderr = new PassThrough();
  const report = (event: RunEvent) => {
    events.push(event);
    options.onEvent?.(event);
  };
  const settings = {
    global: {
      operator: 'captain',
      reason: options.reason === undefined ? 'a test' : options.reason,
      dryRun: options.dryRun ?? false,
    },
    terminal: { env: process.env, stderr },
    report,
    signal: options.signal ?? new AbortController().signal,
  };
  const run = await wireRun({
    command,
    chosen: { environment: options.environment, isDefaultEvidence: false },
    // Only these members of the settings reach a recorded run.
    settings: settings as unknown as Parameters<typeof wireRun>[0]['settings'],
    signer: throwAwaySigner(),
  });
  try {
    await options.prepare?.(run.toolbox);
    const result = await command.run(run.toolbox, command.schema.parse(words));
    const { isSpilling } = run.toolbox.evidence;
    const ended = await endRun(run, result);
    return { result: ended.result, events, isSpilling, stderr: String(stderr.read() ?? '') };
  } catch (error) {
    await endRun(run, { ...emptyResult }).catch(() => null);
    throw error;
  }
}

const emptyResult: CommandResult = {
  exitCode: 1,
  verdict: { state: 'inconclusive', reason: 'it threw' },
  headline: 'it threw',
  steps: [],
  checks: [],
  spans: [],
  next: [],
  data: {},
};
