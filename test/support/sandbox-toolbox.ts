import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { sandboxEnvironment, sandboxEnvironmentName } from '../../src/cli/config/sandbox-environment.ts';
import type { GlobalOptions } from '../../src/cli/global-options.ts';
import { sandboxWorld } from '../../src/cli/sandbox-world.ts';
import { wireRun } from '../../src/cli/wire-toolbox.ts';
import type { Command } from '../../src/commands/define-command.ts';
import { endRun, resultOfFailure } from '../../src/commands/end-run.ts';
import type { RecordedRun } from '../../src/commands/recorded-run.ts';
import type { Environment } from '../../src/domain/environment.ts';
import type { RunEvent } from '../../src/domain/run-event.ts';
import { OperatorError } from '../../src/errors/operator-error.ts';
import type { LedgerLine } from '../../src/evidence/ledger-line.ts';
import { throwAwaySigner } from '../../src/evidence/ssh-signer.ts';
import type { CommandResult } from '../../src/reporting/command-result.ts';
import type { StopNotice } from '../../src/runtime/stop-words.ts';
import { type FaultScenarioName, faultScenarios } from '../../src/sandbox/fault-scenarios.ts';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { ordinaryScenario, type WorldScenario, type WorldSpec } from '../../src/sandbox/world-spec.ts';
import { putApproval } from './put-approval.ts';
import { smallWorld } from './small-world.ts';
import { worldStartMs } from './world-start.ts';

export interface TestWorldOptions {
  /** A named scenario; its faults and dials come before the ones given here. */
  readonly scenario?: FaultScenarioName;
  readonly faults?: readonly Fault[];
  readonly dials?: Partial<WorldScenario>;
  readonly seed?: number;
  /** How many bookings there are; default as few as show every kind of message more than once. */
  readonly numbers?: NonNullable<WorldSpec['numbers']>;
}

export interface RunOptions {
  readonly dryRun?: boolean;
  readonly operator?: string;
  readonly reason?: string;
  readonly signal?: AbortSignal;
  /** Takes what the command would say when it is stopped. */
  readonly stopNotice?: StopNotice;
  /** Sees each event as it is reported. */
  readonly onEvent?: (event: RunEvent) => void;
}

/** What one command left behind; `errorCode` where it ended by an OperatorError. */
export interface TestRun {
  readonly result: CommandResult;
  readonly run: string;
  readonly errorCode: string | null;
  readonly events: readonly RunEvent[];
}

/**
 * A running sandbox with the real adapters, recorder and ledger pointed at it, in this process. The SDK reads its
 * settings from the process, so that a test file has one world at a time.
 */
export async function startTestWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'naver-sms-test-'));
  const environment = sandboxEnvironment(folder);
  const named = options.scenario
    ? faultScenarios[options.scenario]
    : { faults: [], scenario: ordinaryScenario };
  const world = {
    ...withOwnBundles(sandboxWorld(environment), folder),
    numbers: options.numbers ?? smallWorld,
  };
  const sandbox = await startSandbox({
    world,
    seed: options.seed ?? 1,
    faults: [...named.faults, ...(options.faults ?? [])],
    scenario: { ...named.scenario, ...options.dials },
    realTime: false,
    startMs: worldStartMs,
  });
  pointProcessAt(sandbox, environment);
  const begin: Begin = (command, run = {}) => beginTestRun(environment, folder, command, run);
  return {
    sandbox,
    environment,
    folder,
    begin,
    run: (command, input = {}, run = {}) => runCommand(begin, command, { input, run }),
    approveLive: () => putApproval(sandbox, world),
    ledger: () => readLedger(environment.evidence),
    stop: async () => {
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TestWorld {
  readonly sandbox: Sandbox;
  readonly environment: Environment;
  readonly folder: string;
  /** Begins a run and hands out its toolbox; the caller ends it with endRun. */
  readonly begin: Begin;
  readonly run: <Options>(command: Command<Options>, input?: object, run?: RunOptions) => Promise<TestRun>;
  /** Approves live delivery for the build that the function runs, as `delivery approve` writes it; the build id. */
  readonly approveLive: () => Promise<string>;
  /** Every line of the ledger. */
  readonly ledger: () => readonly LedgerLine[];
  readonly stop: () => Promise<void>;
}

type Begin = (command: Pick<Command, 'words' | 'evidence'>, run?: RunOptions) => Promise<BegunRun>;

interface BegunRun {
  readonly recorded: RecordedRun;
  readonly events: RunEvent[];
}

async function beginTestRun(
  environment: Environment,
  folder: string,
  command: Pick<Command, 'words' | 'evidence'>,
  run: RunOptions,
): Promise<BegunRun> {
  const events: RunEvent[] = [];
  const report = (event: RunEvent) => {
    events.push(event);
    run.onEvent?.(event);
  };
  const signal = run.signal ?? new AbortController().signal;
  const recorded = await wireRun({
    command,
    chosen: { environment, isDefaultEvidence: false },
    settings: {
      ...{ global: globalOptions(run), terminal: silentTerminal(folder, signal), report, signal },
      stopNotice: run.stopNotice ?? { words: null },
    },
    signer: throwAwaySigner(),
  });
  return { recorded, events };
}

async function runCommand<Options>(
  begin: Begin,
  command: Command<Options>,
  { input, run }: { readonly input: object; readonly run: RunOptions },
): Promise<TestRun> {
  const { recorded, events } = await begin(command, run);
  const ended = await attempt(recorded, command, command.schema.parse(input));
  const { result } = await endRun(recorded, ended.result);
  return { result, run: recorded.toolbox.run, errorCode: ended.errorCode, events };
}

/** As the command line does it: what a command throws becomes its result. */
async function attempt<Options>(recorded: RecordedRun, command: Command<Options>, options: Options) {
  try {
    return { result: await command.run(recorded.toolbox, options), errorCode: null };
  } catch (error) {
    if (!(error instanceof OperatorError)) {
      await endRun(recorded, resultOfFailure(recorded, error));
      throw error;
    }
    return { result: resultOfFailure(recorded, error), errorCode: error.code };
  }
}

function readLedger(validation: string): readonly LedgerLine[] {
  const file = join(validation, '..', 'docs/validation/ledger.jsonl');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  // Written by the ledger writer of this very test; its form is that of LedgerLine.
  return lines.map((line) => JSON.parse(line) as LedgerLine);
}

/** The build id is that of the bundle: a build that runs beside this test must not change the deployed function. */
function withOwnBundles(world: ReturnType<typeof sandboxWorld>, folder: string) {
  const lambda = join(folder, 'lambda');
  cpSync(dirname(world.bundles.run), lambda, { recursive: true });
  // As in the image: the browser's packages are no part of the bundle.
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'), 'dir');
  return { ...world, bundles: { run: join(lambda, 'run.mjs'), relay: join(lambda, 'relay.mjs') } };
}

/** Every AWS setting of this process is replaced by the sandbox's, so that no test can reach an account. */
function pointProcessAt(
  sandbox: {
    readonly endpoint: string;
    readonly credentials: { accessKeyId: string; secretAccessKey: string };
  },
  environment: Environment,
): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
    AWS_REGION: environment.region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
}

function silentTerminal(cwd: string, signal: AbortSignal) {
  const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  return {
    stdout: silent(),
    stderr: silent(),
    isStdoutTty: false,
    isInteractive: false,
    question: null,
    env: process.env,
    cwd,
    signal,
    onSecondSignal: () => {},
    readerGone: new AbortController().signal,
  };
}

function globalOptions({ dryRun, operator, reason }: RunOptions): GlobalOptions {
  return {
    config: undefined,
    env: sandboxEnvironmentName,
    region: undefined,
    json: false,
    quiet: false,
    verbose: false,
    debug: false,
    dryRun: dryRun ?? false,
    confirm: undefined,
    operator: operator ?? 'captain',
    reason: reason ?? 'test',
    evidence: undefined,
    timeout: undefined,
    color: false,
  };
}
