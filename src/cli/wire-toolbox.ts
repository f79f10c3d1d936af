import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { createCallRecorder } from '../aws/call-recorder.ts';
import { createAwsServices } from '../aws/create-aws-services.ts';
import type { AwsServices } from '../aws/services.ts';
import { beginRun } from '../commands/begin-run.ts';
import type { RecordedCommand } from '../commands/define-command.ts';
import { createObservationBuffer } from '../commands/observation-buffer.ts';
import type { RecordedRun } from '../commands/recorded-run.ts';
import type { Environment } from '../domain/environment.ts';
import type { EvidenceRun, RunIdentity } from '../evidence/evidence-run.ts';
import { openEvidenceRun } from '../evidence/open-run.ts';
import { type Signer, signerFromKeyFile } from '../evidence/ssh-signer.ts';
import { createRemoteClock } from '../runtime/remote-clock.ts';
import type { ChosenEnvironment } from './config/choose-environment.ts';
import type { RunSettings } from './run-settings.ts';
import { toolIdentity } from './tool-identity.ts';

export interface RunPlan {
  readonly command: Pick<RecordedCommand, 'words' | 'evidence'>;
  readonly chosen: ChosenEnvironment;
  readonly settings: Omit<RunSettings, 'commandLine'>;
  /** Signs the head where the environment names no key: a rehearsal's throw-away key. */
  readonly signer: Signer | null;
}

/** The composition root of a recorded run: clock, recorder, adapters and ledger, each built once. */
export function wireRun({ command, chosen, settings, signer }: RunPlan): Promise<RecordedRun> {
  const { environment } = chosen;
  const { global, terminal, report, signal, stopNotice } = settings;
  const { clock, follow } = createRemoteClock();
  const beganAtMs = clock.monotonicMs();
  const monoMs = () => clock.monotonicMs() - beganAtMs;
  const observations = createObservationBuffer();
  const recorder = createCallRecorder({
    now: () => clock.now(),
    monoMs,
    sink: observations.sink,
    onSandbox: follow,
    environment: terminal.env,
  });
  const aws: AwsServices = createAwsServices({
    region: environment.region,
    controlTable: environment.tables.control,
    recorder,
  });
  const openEvidence = (identity: RunIdentity): Promise<EvidenceRun> =>
    openEvidenceRun({
      validationFile: environment.evidence,
      identity: { ...identity, clockKind: clock.kind },
      now: () => clock.now(),
      monoMs,
      lockWaitMs: 1_000,
      onFailure: command.evidence === 'spill' ? 'spill' : 'refuse',
      spillDirectory: dirname(environment.evidence),
      stderr: (text) => void terminal.stderr.write(text),
      signer: signer ?? signerOf(environment),
      defaultRoot: chosen.isDefaultEvidence,
    });
  return beginRun({
    command,
    run: randomUUID(),
    environment,
    operator: { claimed: global.operator ?? null, reason: global.reason ?? null },
    tool: toolIdentity(),
    isDryRun: global.dryRun,
    aws,
    recorder,
    observations,
    clock,
    report,
    signal,
    stopNotice,
    openEvidence,
  });
}

function signerOf({ signingKey }: Environment): Signer | null {
  return signingKey === null ? null : signerFromKeyFile(signingKey);
}
