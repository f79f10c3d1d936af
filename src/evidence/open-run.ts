import { OperatorError } from '../errors/operator-error.ts';
import type { EvidenceOptions } from './evidence-options.ts';
import { type EvidencePaths, evidencePaths, isPlainName } from './evidence-paths.ts';
import type { EvidenceRun, RunIdentity } from './evidence-run.ts';
import { type FileSystem, realFileSystem } from './file-system.ts';
import { createLedgerRun } from './ledger-run.ts';
import { sweptIdentity } from './line-format.ts';
import { thisMachine } from './machine.ts';
import { openRoot } from './open-root.ts';
import { refuseForeign } from './refuse-foreign.ts';
import { acquireLock } from './root-lock.ts';
import { readFailure, writeFailure } from './storage-failure.ts';

/**
 * Opens an evidence root for one run: takes its lock, verifies it, repairs in the open what a crash left, takes spilled
 * lines in, and writes `run-started`. Throws EVIDENCE_* and changes nothing else; with `onFailure: 'spill'` it never throws.
 */
export async function openEvidenceRun(given: EvidenceOptions): Promise<EvidenceRun> {
  refuseUnfit(given.identity);
  const options = { ...given, identity: sweptIdentity(given.identity) };
  const files = options.files ?? realFileSystem;
  try {
    return await openLedger(options, files);
  } catch (error) {
    if (options.onFailure !== 'spill') throw error;
    const spillReason = error instanceof OperatorError ? error.text.what : String(error);
    return createLedgerRun({ options, files, held: null, spillReason });
  }
}

async function openLedger(options: EvidenceOptions, files: FileSystem): Promise<EvidenceRun> {
  refuseDefaultRoot(options);
  const paths = evidencePaths(options.validationFile);
  refuseForeignRoot(files, paths);
  makeFolder(files, paths.records);
  const release = await takeLock(options, files, paths.lock);
  try {
    const held = { ...openRoot(options, files, paths), release };
    return createLedgerRun({ options, files, held, spillReason: null });
  } catch (error) {
    release();
    throw error instanceof OperatorError ? error : readFailure(paths.root, error);
  }
}

function refuseForeignRoot(files: FileSystem, paths: EvidencePaths): void {
  try {
    refuseForeign(files, paths);
  } catch (error) {
    throw error instanceof OperatorError ? error : readFailure(paths.root, error);
  }
}

function makeFolder(files: FileSystem, path: string): void {
  try {
    files.mkdirSync(path, { recursive: true });
  } catch (error) {
    throw writeFailure(path, error);
  }
}

async function takeLock(options: EvidenceOptions, files: FileSystem, path: string): Promise<() => void> {
  try {
    return await acquireLock({
      files,
      path,
      machine: options.machine ?? thisMachine,
      run: options.identity.run,
      command: options.identity.command,
      since: options.now(),
      waitMs: options.lockWaitMs,
      monoMs: options.monoMs,
    });
  } catch (error) {
    throw error instanceof OperatorError ? error : writeFailure(path, error);
  }
}

/** A rehearsal that landed in the production record would be the very mix-up this tool exists to prevent. */
function refuseDefaultRoot({ identity, defaultRoot, validationFile }: EvidenceOptions): void {
  if (!defaultRoot || identity.target.kind === 'aws') return;
  throw new OperatorError('EVIDENCE_MIXED_TARGETS', {
    what: `A run against ${identity.target.kind} may not write into the default evidence file ${validationFile}.`,
    now: 'Nothing was changed.',
    next: 'Name another file with --evidence.',
  });
}

/** These become folder names and fixed fields of the grammar; the caller makes them, so anything else is our own bug. */
function refuseUnfit({ run, target }: RunIdentity): void {
  const isFit =
    isPlainName(run) && /^[A-Za-z0-9-]+$/.test(target.account) && /^[A-Za-z0-9-]+$/.test(target.region);
  if (isFit) return;
  throw new OperatorError('BUG', {
    what: `The run id "${run}", account "${target.account}" or region "${target.region}" cannot stand in a ledger.`,
    now: 'Nothing was changed.',
    next: 'Report this with --debug.',
  });
}
