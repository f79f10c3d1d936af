import { randomUUID } from 'node:crypto';
import { dirname, relative } from 'node:path';
import * as z from 'zod';
import { pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { RunIdentity } from '../../evidence/evidence-run.ts';
import { listRuns } from '../../evidence/list-runs.ts';
import { openEvidenceRun } from '../../evidence/open-run.ts';
import { signerFromKeyFile } from '../../evidence/ssh-signer.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineLocalCommand, type LocalToolbox } from '../define-local-command.ts';
import { evidenceFile } from './evidence-file.ts';

const schema = z.strictObject({
  text: z.string().trim().min(1, 'a note needs words'),
  key: z.string().optional(),
});

/** Adds the operator's own words to the ledger: the one way in which prose enters VALIDATION.md. */
export const evidenceNoteCommand = defineLocalCommand<z.infer<typeof schema>>({
  words: ['evidence', 'note'],
  summary: 'add a note of your own words',
  description:
    'The words are recorded as claimed by you. Nothing they say was observed by the tool, and no gate reads them.',
  arguments: [{ flags: '<text>', description: 'what you want to say' }],
  options: [
    {
      flags: '--key <file>',
      description: "OpenSSH private key that signs the head (default: the environment's)",
    },
  ],
  examples: [
    'naver-sms evidence note "Two customers called about the wrong door code" --operator "Kim, release captain"',
  ],
  schema,
  runLocal: async (toolbox, { text, key }) => {
    const file = evidenceFile(toolbox);
    const keyFile = key ?? configuredKey(toolbox, file);
    const evidence = await openEvidenceRun({
      validationFile: file,
      identity: identityOf(toolbox, file),
      now: () => toolbox.clock.now(),
      monoMs: () => toolbox.clock.monotonicMs(),
      lockWaitMs: 1_000,
      onFailure: 'refuse',
      spillDirectory: dirname(file),
      stderr: toolbox.stderr,
      signer: keyFile === null ? null : signerFromKeyFile(keyFile),
      defaultRoot: false,
    });
    evidence.append('note', 'note', { claimed: text, by: toolbox.operator.claimed });
    const result = answer(relative(toolbox.cwd, file), text, keyFile !== null);
    await evidence.end(result);
    return result;
  },
});

/** A note belongs to the target of the root it is put into: it observes none of its own. */
function identityOf(toolbox: LocalToolbox, file: string): RunIdentity {
  const last = listRuns(file).at(-1);
  if (!last) {
    throw new OperatorError('EVIDENCE_UNREADABLE', {
      what: `${file} has no records to add a note to.`,
      now: 'Nothing was changed.',
      next: 'Run a command that records something first, as naver-sms preflight.',
    });
  }
  return {
    run: randomUUID(),
    command: 'evidence note',
    target: { kind: last.target, account: last.account, region: last.region },
    operator: { arn: null, claimed: toolbox.operator.claimed },
    tool: toolbox.tool,
    clockKind: toolbox.clock.kind,
  };
}

function configuredKey(toolbox: LocalToolbox, file: string): string | null {
  try {
    const environment = toolbox.environment();
    return environment.evidence === file ? environment.signingKey : null;
  } catch (error) {
    if (error instanceof OperatorError && error.code === 'CONFIG_NOT_FOUND') return null;
    throw error;
  }
}

function answer(file: string, text: string, isSigned: boolean): CommandResult {
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline: `Noted in ${file}${isSigned ? '' : ', unsigned'}: ${text}`,
    steps: [],
    checks: [],
    spans: [],
    next: [`naver-sms evidence verify --evidence ${file}`],
    data: { file, isSigned },
  };
}
