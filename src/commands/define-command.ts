import type * as z from 'zod';
import type { Environment } from '../domain/environment.ts';
import type { CommandResult } from '../reporting/command-result.ts';
import type { Toolbox } from './toolbox.ts';

/** One flag of one subcommand. */
export interface OptionSpec {
  /** In commander's notation, as `--max-ticks <n>`. */
  readonly flags: string;
  readonly description: string;
}

/** What the help says of a subcommand. */
export interface CommandText {
  /** The words after the program's name, as `['delivery', 'stop']`. */
  readonly words: readonly [string, ...string[]];
  readonly summary: string;
  readonly description: string;
  /** Positional arguments in commander's notation, as `<booking>`; each becomes an option of that name. */
  readonly arguments?: readonly OptionSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
  /** True: it writes log lines to stdout, and with --json its document is one more line. */
  readonly isLineByLine?: boolean;
}

export type EvidenceNeed = 'required' | 'spill' | 'unrecorded';

/** A subcommand as data: what it is called, takes and does. The front door of each folder in commands/. */
export interface CommandSpec<Options> extends CommandText {
  /**
   * `required`: refuses to act where the ledger cannot be opened. `spill`: a stopping lever, acts all the same.
   * `unrecorded`: only looks, so it neither waits for a ledger nor holds one.
   */
  readonly evidence: EvidenceNeed;
  /** Names the target that --confirm must repeat, null where these options are not dangerous; absent: never. */
  readonly confirm?: (environment: Environment, options: Options) => string | null;
  /** Parses what commander collected. */
  readonly schema: z.ZodType<Options>;
  run(toolbox: Toolbox, options: Options): Promise<CommandResult>;
}

/** A subcommand whose options the command line has given. */
export interface BoundCommand {
  /** The name that --confirm must repeat; null where the verb is not dangerous. */
  confirm(environment: Environment): string | null;
  run(toolbox: Toolbox): Promise<CommandResult>;
}

/** A subcommand that keeps a ledger, its option type known to itself alone. */
export interface RecordedCommand extends CommandText {
  readonly evidence: EvidenceNeed;
  /** Throws a ZodError where the options do not fit. */
  bind(collected: unknown): BoundCommand;
}

export type Command<Options = unknown> = CommandSpec<Options> & RecordedCommand;

/** Keeps a command's option type while it is declared as data. */
export function defineCommand<Options>(spec: CommandSpec<Options>): Command<Options> {
  return {
    ...spec,
    bind: (collected) => {
      const options = spec.schema.parse(collected);
      return {
        confirm: (environment) => spec.confirm?.(environment, options) ?? null,
        run: (toolbox) => spec.run(toolbox, options),
      };
    },
  };
}
