import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxEnvironment } from '../../src/cli/config/sandbox-environment.ts';
import { sandboxWorld } from '../../src/cli/sandbox-world.ts';
import type { DialSettings } from '../../src/sandbox/dials.ts';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { ordinaryScenario, type WorldScenario } from '../../src/sandbox/world-spec.ts';
import { putApproval } from './put-approval.ts';
import { smallWorld } from './small-world.ts';
import { type CliRun, spawnCli } from './spawn-cli.ts';
import { worldStartMs } from './world-start.ts';

export interface CliWorldOptions {
  readonly faults?: readonly Fault[];
  readonly scenario?: WorldScenario;
  readonly seed?: number;
  readonly dials?: DialSettings;
  /** True: its time passes as the machine's does, so that a wait for a tick lasts. */
  readonly realTime?: boolean;
  /** Default `smallWorld`. */
  readonly numbers?: { readonly stores: number; readonly bookingsPerStore: number };
}

/** A sandbox and a folder of its own, with the built binary pointed at both. */
export async function startCliWorld({
  faults = [],
  scenario = ordinaryScenario,
  seed = 1,
  dials = {},
  numbers = smallWorld,
  realTime = false,
}: CliWorldOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'naver-sms-cli-'));
  const environment = sandboxEnvironment(folder);
  const world = { ...sandboxWorld(environment), numbers };
  const sandbox = await startSandbox({
    world,
    seed,
    faults,
    scenario,
    dials,
    realTime,
    startMs: worldStartMs,
  });
  const env = {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
  };
  const cli = (words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<CliRun> =>
    spawnCli([...words, '--env', 'sandbox'], { cwd: folder, env: { ...env, ...more } });
  return {
    sandbox,
    folder,
    env,
    environment,
    /** The default VALIDATION.md of environment `sandbox` in this folder. */
    evidence: environment.evidence,
    cli,
    /** Approves live delivery for the deployed build, as an operator does before any cutover; the build id. */
    approveLive: () => putApproval(sandbox, world),
    /** The same by the command, which asks the function for its build and begins the evidence. */
    approveByCommand: () =>
      cli(['delivery', 'approve', 'live', '--reason', 'test', '--confirm', environment.function]),
    stop: async () => {
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type CliWorld = Awaited<ReturnType<typeof startCliWorld>>;
