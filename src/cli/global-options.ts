import type { OptionSpec } from '../commands/define-command.ts';

/** The flags that every subcommand takes. */
export const globalOptions: readonly OptionSpec[] = [
  {
    flags: '--config <file>',
    description: 'configuration (default: the nearest naver-sms.config.yaml upwards)',
  },
  { flags: '--env <name>', description: 'environment in the configuration; "sandbox" is built in' },
  { flags: '--region <region>', description: "AWS region, instead of the environment's" },
  { flags: '--json', description: 'one JSON document on stdout (tail: one a line)' },
  { flags: '--quiet', description: 'print the answer and warnings only' },
  { flags: '--verbose', description: 'print every AWS call' },
  { flags: '--debug', description: 'print stacks of failures' },
  { flags: '--dry-run', description: 'take the same path, print each write and make none' },
  { flags: '--confirm <target>', description: 'confirm a dangerous verb by the name of what it acts on' },
  { flags: '--operator <name>', description: 'who you are, recorded as claimed' },
  { flags: '--reason <text>', description: 'why, recorded and announced' },
  { flags: '--evidence <file>', description: "evidence file (default: the environment's VALIDATION.md)" },
  { flags: '--timeout <duration>', description: 'stop the command after this long, as 90s or 5m' },
  { flags: '--no-color', description: 'no colours (NO_COLOR does the same)' },
];

/** The same flags as commander hands them over. */
export interface GlobalOptions {
  readonly config: string | undefined;
  readonly env: string | undefined;
  readonly region: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
  readonly dryRun: boolean;
  readonly confirm: string | undefined;
  readonly operator: string | undefined;
  readonly reason: string | undefined;
  readonly evidence: string | undefined;
  readonly timeout: string | undefined;
  readonly color: boolean;
}

/** Reads what commander collected; every flag above takes either a text or nothing. */
export function readGlobalOptions(collected: Readonly<Record<string, unknown>>): GlobalOptions {
  const text = (name: string) => (typeof collected[name] === 'string' ? collected[name] : undefined);
  const isSet = (name: string) => collected[name] === true;
  return {
    config: text('config'),
    env: text('env'),
    region: text('region'),
    json: isSet('json'),
    quiet: isSet('quiet'),
    verbose: isSet('verbose'),
    debug: isSet('debug'),
    dryRun: isSet('dryRun'),
    confirm: text('confirm'),
    operator: text('operator'),
    reason: text('reason'),
    evidence: text('evidence'),
    timeout: text('timeout'),
    color: collected.color !== false,
  };
}
