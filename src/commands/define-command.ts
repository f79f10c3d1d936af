import type { z } from 'zod';
import type { Environment } from '../domain/environment.ts';
import type { CommandResult } from '../reporting/command-result.ts';
import type { Toolbox } from './toolbox.ts';

/** One flag of one subcommand. */
export interface OptionSpec {
  /** In commander's notation, as `--max-ticks <n>`. */
  readonly flags: string;
  readonly description: string;
}

/** A subcommand as data: what it is called, takes and does. The front door of each folder in commands/. */
export interface Command<Options = unknown> {
  /** The words after the program's name, as `['delivery', 'stop']`. */
  readonly words: readonly [string, ...string[]];
  readonly summary: string;
  readonly description: string;
  /** Positional arguments in commander's notation, as `<booking>`; each becomes an option of that name. */
  readonly arguments?: readonly OptionSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
  /**
   * `required`: refuses to act where the ledger cannot be opened. `spill`: a stopping lever, acts all the same.
   */
  readonly evidence: 'required' | 'spill';
  /** Names the target that --confirm must repeat; absent where the verb is not dangerous. */
  readonly confirm?: (environment: Environment, options: Options) => string;
  /** Parses what commander collected. */
  readonly schema: z.ZodType<Options>;
  run(toolbox: Toolbox, options: Options): Promise<CommandResult>;
}

/** Keeps a command's option type while it is declared as data. */
export function defineCommand<Options>(command: Command<Options>): Command<Options> {
  return command;
}
