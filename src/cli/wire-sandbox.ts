import type { RunningSandbox, Sandboxes, SandboxRequest } from '../commands/define-local-command.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { type Signer, throwAwaySigner } from '../evidence/ssh-signer.ts';
import type { CommandResult } from '../reporting/command-result.ts';
import { commandList } from './command-list.ts';
import { sandboxEnvironment, sandboxEnvironmentName } from './config/sandbox-environment.ts';
import { runRecorded } from './run-recorded.ts';
import type { RunSettings } from './run-settings.ts';
import { sandboxWorld } from './sandbox-world.ts';

/** The embedded sandbox for the commands that need one; its code is loaded on first use. */
export function createSandboxes(settings: RunSettings): Sandboxes {
  return { start: (request) => start(request, settings) };
}

async function start(request: SandboxRequest, settings: RunSettings): Promise<RunningSandbox> {
  const { faultScenarios } = await import('../sandbox/fault-scenarios.ts');
  const { startSandbox } = await import('../sandbox/start-sandbox.ts');
  const { ordinaryScenario } = await import('../sandbox/world-spec.ts');
  const named =
    request.fault === null
      ? { faults: [], scenario: ordinaryScenario }
      : scenarioNamed(request.fault, faultScenarios);
  const environment = sandboxEnvironment(settings.terminal.cwd);
  const sandbox = await startSandbox({
    world: sandboxWorld(environment),
    seed: request.seed,
    faults: named.faults,
    // As an operator would cut over: the function was tried in mode off until minutes ago.
    scenario: { ...named.scenario, trial: 'ran' },
    realTime: request.realTime,
    port: request.port,
    ...(request.startMs === null ? {} : { startMs: request.startMs }),
  });
  const signer = throwAwaySigner();
  const clientSettings = {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
    AWS_REGION: environment.region,
    AWS_DEFAULT_REGION: environment.region,
  };
  return {
    target: { kind: 'sandbox', account: environment.account, region: environment.region },
    endpoint: sandbox.endpoint,
    worldEndpoint: sandbox.worldEndpoint,
    clientSettings,
    approvalUntil: ('approvalUntil' in named.scenario && named.scenario.approvalUntil) || null,
    hasAlarmFault: 'isOfAlarms' in named && named.isOfAlarms === true,
    run: (words, options) => runAgainst({ clientSettings, request, settings, signer }, words, options),
    deliveries: () => sandbox.inspect().deliveries,
    channelTexts: () => {
      const { slackMessages, telegramMessages } = sandbox.inspect();
      const textsOf = (messages: typeof slackMessages) => messages.map(({ text }) => String(text));
      return { slack: textsOf(slackMessages), telegram: textsOf(telegramMessages) };
    },
    stop: () => sandbox.stop(),
  };
}

function scenarioNamed<Scenario>(name: string, scenarios: Readonly<Record<string, Scenario>>): Scenario {
  const found = scenarios[name];
  if (found !== undefined && Object.hasOwn(scenarios, name)) return found;
  throw new OperatorError('UNKNOWN_USAGE', {
    what: `--fault "${name}" is no scenario.`,
    now: 'Nothing was started.',
    next: `Choose one of: ${Object.keys(scenarios).join(', ')}.`,
  });
}

interface Stage {
  readonly clientSettings: Readonly<Record<string, string>>;
  readonly request: SandboxRequest;
  readonly settings: RunSettings;
  /** One throw-away key for all runs of a rehearsal. */
  readonly signer: Signer;
}

/** Runs a recorded command as main would, with every AWS setting of this process replaced by the sandbox's. */
async function runAgainst(
  { clientSettings, request, settings, signer }: Stage,
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<CommandResult> {
  const entry = commandList.find((candidate) => candidate.words.join(' ') === words.join(' '));
  const command = await entry?.load();
  if (!command || command.evidence === 'none') throw new Error(`no recorded command "${words.join(' ')}"`);
  pointProcessAt(clientSettings);
  const environment = sandboxEnvironment(settings.terminal.cwd);
  const global = {
    ...settings.global,
    env: sandboxEnvironmentName,
    evidence: request.evidence ?? undefined,
    confirm: command.bind(options).confirm(environment) ?? undefined,
    operator: settings.global.operator ?? 'rehearsal',
    reason: settings.global.reason ?? 'rehearsal',
  };
  const { result } = await runRecorded(
    command,
    options,
    { ...settings, global, stopNotice: { words: null } },
    signer,
  );
  return result;
}

/** The SDK reads its settings from the process; a profile or endpoint of the operator's must not leak into a rehearsal. */
function pointProcessAt(clientSettings: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) delete process.env[name];
  }
  Object.assign(process.env, clientSettings, {
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
}
