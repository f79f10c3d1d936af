import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describeReport } from '../../src/evidence/describe-report.ts';
import { exitCodeOf, type VerifyReport } from '../../src/evidence/verify-report.ts';

/*
 * Runs the shell verifier, for tests that hold it to ours.
 */

export const script = join(import.meta.dirname, '../../bin/verify-evidence.sh');

const absent = ['bash', 'awk', 'ssh-keygen'].filter(
  (tool) => spawnSync(tool, ['-c', 'true']).error !== undefined,
);

/** What the shell verifier needs and this machine has not; null where it can run. */
export const missing = absent.length === 0 ? null : `${absent.join(', ')} not installed`;

/** What both verifiers must agree on. */
export interface Verdict {
  readonly code: number | null;
  readonly lastLine: string;
}

export interface ShellAnswer extends Verdict {
  /** Standard output and standard error. */
  readonly text: string;
}

/** One run of the script; `env` is added to a PATH alone. */
export async function shell(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ShellAnswer> {
  const { code, text } = await runBash([script, ...args], env);
  return { code, text, lastLine: text.trimEnd().split('\n').at(-1) ?? '' };
}

// Each root in a bash of its own, as an operator runs it, but from one loop.
const loop = `for root; do
  text=$(bash "$0" "$root" 2>&1); printf '%s\\t%s\\n' "$?" "\${text##*$'\\n'}"
done`;

/** What the script says of many roots, in their order. */
export async function shellVerdicts(roots: readonly string[]): Promise<readonly Verdict[]> {
  const { text } = await runBash(['-c', loop, script, ...roots], {});
  const answers = text.trimEnd().split('\n');
  if (answers.length !== roots.length) throw new Error(`${roots.length} roots, but the shell said: ${text}`);
  return answers.map((answer) => {
    const [code = '', lastLine = ''] = answer.split('\t');
    return { code: Number(code), lastLine };
  });
}

/** What our own verifier says, as the script would say it. */
export function verdictOf(report: VerifyReport): Verdict {
  return { code: exitCodeOf(report), lastLine: describeReport(report).at(-1) ?? '' };
}

function runBash(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', args, {
      env: { PATH: process.env.PATH ?? '', ...env },
      // A standard input that is a socket would make bash read the user's profile.
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text }));
  });
}
