import { randomUUID } from 'node:crypto';
import type { LocalCommand } from '../commands/define-local-command.ts';
import { systemClock } from '../runtime/clock.ts';
import { chooseEnvironment } from './config/choose-environment.ts';
import type { Answered, RunSettings } from './run-command.ts';
import { createSandboxes } from './wire-sandbox.ts';

/** Runs a command that keeps no ledger of its own. */
export async function runLocal(
  command: LocalCommand<never>,
  options: Readonly<Record<string, unknown>>,
  settings: RunSettings,
): Promise<Answered> {
  const { global, terminal, report, signal } = settings;
  const startedAt = new Date().toISOString();
  const parsed = command.schema.parse(options);
  const result = await command.runLocal(
    {
      clock: systemClock,
      report,
      signal,
      cwd: terminal.cwd,
      environment: () => chooseEnvironment({ ...global, cwd: terminal.cwd }).environment,
      evidenceFile: global.evidence,
      operator: { claimed: global.operator ?? null, reason: global.reason ?? null },
      sandboxes: createSandboxes(settings),
    },
    parsed,
  );
  return {
    result,
    context: {
      command: command.words.join(' '),
      run: randomUUID(),
      runNo: null,
      target: null,
      startedAt,
      endedAt: new Date().toISOString(),
      evidence: null,
    },
  };
}
