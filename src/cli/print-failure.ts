import type { ExitCode } from '../errors/exit-codes.ts';
import { explainFailure } from './explain-failure.ts';
import type { Terminal } from './terminal.ts';

/** Tells a failure on stderr (and as the JSON document on stdout with --json); returns its exit code. */
export function printFailure(
  error: unknown,
  terminal: Terminal,
  how: { readonly json: boolean; readonly debug: boolean },
): ExitCode {
  const { stack, ...explanation } = explainFailure(error);
  if (how.json)
    terminal.stdout.write(
      `${JSON.stringify({ schemaVersion: 1, exitCode: explanation.exitCode, error: explanation })}\n`,
    );
  const request = explanation.requestId === null ? '' : ` (request ${explanation.requestId})`;
  // A configuration tells each of its mistakes on a line of its own.
  const what = explanation.what.replaceAll('\n', '\n  ');
  terminal.stderr.write(`✖ ${what}${request}\n  Now:  ${explanation.now}\n  Next: ${explanation.next}\n`);
  if (how.debug && stack !== null) terminal.stderr.write(`${stack}\n`);
  return explanation.exitCode;
}
