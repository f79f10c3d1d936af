import { Command as Commander, Option } from 'commander';
import type { OptionSpec } from '../commands/define-command.ts';
import { type AnyCommand, type CommandEntry, groupSummaries } from './command-list.ts';
import { type GlobalOptions, globalOptions, readGlobalOptions } from './global-options.ts';

export interface Invocation {
  readonly command: AnyCommand;
  /** The subcommand's own options and arguments, as commander collected them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly global: GlobalOptions;
}

export interface ProgramText {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly epilogue: string;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** A line of the command list, with its code where the command line names it. */
export interface ListedCommand {
  readonly entry: CommandEntry;
  readonly command: AnyCommand | null;
}

/** Builds the commander program for a list of commands; `onInvoke` gets what was asked for. */
export function toCommander(
  commands: readonly ListedCommand[],
  text: ProgramText,
  onInvoke: (invocation: Invocation) => void,
): Commander {
  const program = new Commander(text.name)
    .description(text.description)
    .version(text.version)
    .addHelpText('after', text.epilogue)
    .configureOutput({ writeOut: text.write, writeErr: text.writeError, outputError: () => {} })
    .exitOverride()
    .showSuggestionAfterError();
  addGlobalOptions(program);
  for (const { entry, command } of commands) {
    const [first, second] = entry.words;
    const parent = second === undefined ? program : groupOf(program, first);
    const sub = parent.command(second ?? first).summary(entry.summary);
    if (command) fill(program, sub, command, onInvoke);
  }
  return program;
}

function groupOf(program: Commander, name: string): Commander {
  return (
    program.commands.find((command) => command.name() === name) ??
    program.command(name).summary(groupSummaries[name] ?? '')
  );
}

function fill(
  program: Commander,
  sub: Commander,
  command: AnyCommand,
  onInvoke: (invocation: Invocation) => void,
): void {
  sub.description(command.description);
  for (const option of command.options) sub.addOption(new Option(option.flags, option.description));
  for (const argument of command.arguments ?? []) sub.argument(argument.flags, argument.description);
  addGlobalOptions(sub);
  sub.addHelpText('after', examplesText(command));
  sub.action(() => onInvoke({ command, options: collect(sub, command), global: readGlobals(program, sub) }));
}

function addGlobalOptions(command: Commander): void {
  for (const option of globalOptions) {
    command.addOption(new Option(option.flags, option.description).helpGroup('Global options:'));
  }
}

/** Global flags may stand before or behind the subcommand. */
function readGlobals(program: Commander, sub: Commander): GlobalOptions {
  const before = program.opts();
  const behind = sub.opts();
  return readGlobalOptions({ ...before, ...behind, color: before.color !== false && behind.color !== false });
}

/** A subcommand's own values: its flags, and each positional argument under its name. */
function collect(sub: Commander, command: AnyCommand): Record<string, unknown> {
  const globalNames = new Set(globalOptions.map(attributeName));
  const own = Object.entries(sub.opts()).filter(([name]) => !globalNames.has(name));
  const names = (command.arguments ?? []).map(({ flags }) => flags.replaceAll(/[<>[\].]/g, ''));
  const positional = names.map((name, position) => [name, sub.processedArgs[position]] as const);
  return Object.fromEntries([...own, ...positional.filter(([, value]) => value !== undefined)]);
}

function attributeName({ flags, description }: OptionSpec): string {
  return new Option(flags, description).attributeName();
}

function examplesText(command: AnyCommand): string {
  if (command.examples.length === 0) return '';
  return `\nExamples:\n${command.examples.map((example) => `  $ ${example}`).join('\n')}\n`;
}
