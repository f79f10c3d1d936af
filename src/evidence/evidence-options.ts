/* What an evidence run is opened with. */
import type { RunIdentity } from './evidence-run.ts';
import type { FileSystem } from './file-system.ts';
import type { Machine } from './machine.ts';
import type { Signer } from './ssh-signer.ts';

export interface EvidenceOptions {
  /** Absolute path of VALIDATION.md; its folder is the evidence root. */
  readonly validationFile: string;
  readonly identity: RunIdentity;
  readonly now: () => Date;
  /** Real monotonic milliseconds, from any origin. */
  readonly monoMs: () => number;
  /** How long to wait for another writer, milliseconds. */
  readonly lockWaitMs: number;
  /** `spill`: a stopping lever, which never waits for evidence: lines go to stderr and a file instead. */
  readonly onFailure: 'refuse' | 'spill';
  /** Where spilled lines wait for the next command. */
  readonly spillDirectory: string;
  readonly stderr: (text: string) => void;
  /** Signs the head at the end of the run; null leaves it unsigned, which the head then shows. */
  readonly signer: Signer | null;
  /** True where nobody named a file: there only runs against AWS may write. */
  readonly defaultRoot: boolean;
  readonly files?: FileSystem;
  readonly machine?: Machine;
}
