import type * as z from 'zod';
import type { Environment } from '../domain/environment.ts';
import type { Report } from '../domain/run-event.ts';
import type { Target } from '../domain/target.ts';
import type { RunIdentity } from '../evidence/evidence-run.ts';
import type { EvidencePlace } from '../reporting/answer-context.ts';
import type { CommandResult } from '../reporting/command-result.ts';
import type { Clock } from '../runtime/clock.ts';
import type { CommandText } from './define-command.ts';

/** What a command that makes no AWS call may touch. */
export interface LocalToolbox {
  readonly clock: Clock;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly cwd: string;
  /** The folder of the configuration that the Lambda ships with: rules, stores, texts. */
  readonly lambdaConfig: string;
  /** The chosen environment; throws where the configuration is missing or wrong. */
  readonly environment: () => Environment;
  /** What --evidence said, as it was typed. */
  readonly evidenceFile: string | undefined;
  readonly operator: { readonly claimed: string | null; readonly reason: string | null };
  readonly tool: RunIdentity['tool'];
  readonly stderr: (text: string) => void;
  /** The embedded sandbox, loaded only by the commands that need it. */
  readonly sandboxes: Sandboxes;
}

export interface Sandboxes {
  start(options: SandboxRequest): Promise<RunningSandbox>;
}

export interface SandboxRequest {
  /** A scenario of src/sandbox/fault-scenarios.ts; none = a fair day. Throws UNKNOWN_USAGE for another name. */
  readonly fault: string | null;
  readonly seed: number;
  readonly realTime: boolean;
  readonly port: number;
  /** Where virtual time begins, epoch milliseconds; null = now. */
  readonly startMs: number | null;
  /** The VALIDATION.md of the commands that `run` runs; null = the sandbox environment's own. */
  readonly evidence: string | null;
}

export interface RunningSandbox {
  readonly target: Target;
  readonly endpoint: string;
  readonly worldEndpoint: string;
  /** The environment variables that point any client at it. */
  readonly clientSettings: Readonly<Record<string, string>>;
  /** Runs one of our recorded commands against it, as main would. */
  run(words: readonly string[], options: Readonly<Record<string, unknown>>): Promise<CommandResult>;
  /** What the pretend customers received, counted at the pretend SENS. */
  deliveries(): { readonly messages: number; readonly duplicates: number };
  /** True where its fault disturbs an alarm on its way to people, and not the cutover. */
  readonly hasAlarmFault: boolean;
  /** How long its rehearsal's approval lasts, as `--until` takes it; null: without end. */
  readonly approvalUntil: string | null;
  /** What the pretend Slack and Telegram show. */
  channelTexts(): { readonly slack: readonly string[]; readonly telegram: readonly string[] };
  stop(): Promise<void>;
}

/** A result with what its answer says of where it happened, for a command that has that to say. */
export interface LocalResult extends CommandResult {
  readonly target?: Target;
  readonly evidence?: EvidencePlace;
}

/** A subcommand that works on local files or the sandbox and keeps no ledger of its own, as data. */
export interface LocalCommandSpec<Options> extends CommandText {
  readonly schema: z.ZodType<Options>;
  runLocal(toolbox: LocalToolbox, options: Options): Promise<LocalResult>;
}

/** A local subcommand, its option type known to itself alone. */
export interface LocalCommand extends CommandText {
  readonly evidence: 'none';
  /** Throws a ZodError where the options do not fit. */
  bind(collected: unknown): { run(toolbox: LocalToolbox): Promise<LocalResult> };
}

/** Keeps a local command's option type while it is declared as data. */
export function defineLocalCommand<Options>(spec: LocalCommandSpec<Options>): LocalCommand {
  return {
    ...spec,
    evidence: 'none',
    bind: (collected) => {
      const options = spec.schema.parse(collected);
      return { run: (toolbox) => spec.runLocal(toolbox, options) };
    },
  };
}
