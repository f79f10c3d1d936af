import { randomUUID } from 'node:crypto';
import type { LocalCommand } from '../commands/define-local-command.ts';
import { systemClock } from '../runtime/clock.ts';
import { chooseEnvironment } from './config/choose-environment.ts';
import type { Answered, RunSettings } from './run-settings.ts';
import { shippedConfig } from './shipped-config.ts';
import { toolIdentity } from './tool-identity.ts';
import { createSandboxes } from './wire-sandbox.ts';

/** Runs a command that keeps no ledger of its own. */
export async function runLocal(
  command: LocalCommand,
  options: Readonly<Record<string, unknown>>,
  settings: RunSettings,
): Promise<Answered> {
  const { global, terminal, report, signal } = settings;
  const startedAt = new Date().toISOString();
  const {
    target = null,
    evidence = null,
    ...result
  } = await command.bind(options).run({
    clock: systemClock,
    report,
    signal,
    cwd: terminal.cwd,
    lambdaConfig: shippedConfig(),
    environment: () => chooseEnvironment({ ...global, cwd: terminal.cwd }).environment,
    evidenceFile: global.evidence,
    operator: { claimed: global.operator ?? null, reason: global.reason ?? null },
    tool: toolIdentity(),
    stderr: (text) => void terminal.stderr.write(text),
    sandboxes: createSandboxes(settings),
  });
  return {
    result,
    context: {
      command: command.words.join(' '),
      run: randomUUID(),
      runNo: null,
      target,
      startedAt,
      endedAt: new Date().toISOString(),
      evidence,
    },
  };
}
