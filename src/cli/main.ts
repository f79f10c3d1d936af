import { CommanderError } from 'commander';
import { type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { commandList } from './command-list.ts';
import type { Terminal } from './terminal.ts';
import { type Invocation, type ListedCommand, type ProgramText, toCommander } from './to-commander.ts';
import { toolVersion } from './tool-identity.ts';

/** argv -> command -> result -> exit code. Never throws. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const invocation = await parse(argv, terminal);
    if (!invocation) return exitCodes.doneAndProven;
    const { runCommand } = await import('./run-command.ts');
    return await runCommand(invocation, terminal, typedCommand(argv));
  } catch (error) {
    const { printFailure } = await import('./print-failure.ts');
    return printFailure(error, terminal, { json: argv.includes('--json'), debug: argv.includes('--debug') });
  }
}

/** The command line as it may be copied: words that a shell would split are quoted, and a --confirm is left out. */
function typedCommand(argv: readonly string[]): string {
  const at = argv.indexOf('--confirm');
  const words = argv.filter(
    (word, index) => !word.startsWith('--confirm=') && (at === -1 || index < at || index > at + 1),
  );
  return [
    'naver-sms',
    ...words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)),
  ].join(' ');
}

async function parse(argv: readonly string[], terminal: Terminal): Promise<Invocation | null> {
  const invocations: Invocation[] = [];
  const listed = await Promise.all(commandList.map((entry) => loadIfNamed(entry, argv)));
  const program = toCommander(listed, programText(terminal), (invocation) => invocations.push(invocation));
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    throw badUsage(error);
  }
  return invocations[0] ?? null;
}

/** Loading only what the command line names keeps --help free of everything else. */
async function loadIfNamed(
  entry: (typeof commandList)[number],
  argv: readonly string[],
): Promise<ListedCommand> {
  return { entry, command: argv.includes(entry.words[0]) ? await entry.load() : null };
}

function badUsage(error: CommanderError): OperatorError {
  const what = error.code === 'commander.help' ? 'A subcommand is missing.' : sentence(error.message);
  return new OperatorError(
    'UNKNOWN_USAGE',
    { what, now: 'Nothing was changed.', next: 'naver-sms --help' },
    { cause: error },
  );
}

function sentence(message: string): string {
  const [first = '', ...suggestions] = message.replace(/^error: /, '').split('\n');
  const text = [first.charAt(0).toUpperCase() + first.slice(1), ...suggestions].join(' ');
  return /[.?)]$/.test(text) ? text : `${text}.`;
}

function programText(terminal: Terminal): ProgramText {
  return {
    name: 'naver-sms',
    version: toolVersion,
    description:
      'Cut a production Lambda over, roll it back inside five minutes, and prove every word of it afterwards.',
    epilogue:
      '\nStart here, without an AWS account:\n  $ naver-sms rehearse\n\nExit codes and errors: docs/errors.md. Exit code 0 means done and proven, nothing less.\n',
    write: (text) => void terminal.stdout.write(text),
    writeError: (text) => void terminal.stderr.write(text),
  };
}
