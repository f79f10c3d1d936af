import { z } from 'zod';
import type { OptionSpec } from '../commands/define-command.ts';

/** The flags that every subcommand takes. */
export const globalOptions: readonly OptionSpec[] = [
  { flags: '--config <file>', description: 'configuration (default: the nearest naver-sms.config.yaml upwards)' },
  { flags: '--env <name>', description: 'environment in the configuration; "sandbox" is built in' },
  { flags: '--region <region>', description: 'AWS region, instead of the environment\'s' },
  { flags: '--json', description: 'one JSON document on stdout (NDJSON for tail)' },
  { flags: '--quiet', description: 'print the answer and warnings only' },
  { flags: '--verbose', description: 'print every AWS call' },
  { flags: '--debug', description: 'print stacks of failures' },
  { flags: '--dry-run', description: 'take the same path, print each write and make none' },
  { flags: '--confirm <target>', description: 'confirm a dangerous verb by the name of what it acts on' },
  { flags: '--operator <name>', description: 'who you are, recorded as claimed' },
  { flags: '--reason <text>', description: 'why, recorded and announced' },
  { flags: '--evidence <file>', description: 'evidence file (default: the environment\'s VALIDATION.md)' },
  { flags: '--timeout <duration>', description: 'stop the command after this long, as 90s or 5m' },
  { flags: '--no-color', description: 'no colours (NO_COLOR does the same)' },
];

/** The same flags as commander hands them over. */
export const globalSchema = z.object({
  config: z.string().optional(),
  env: z.string().optional(),
  region: z.string().optional(),
  json: z.boolean().default(false),
  quiet: z.boolean().default(false),
  verbose: z.boolean().default(false),
  debug: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  confirm: z.string().optional(),
  operator: z.string().optional(),
  reason: z.string().optional(),
  evidence: z.string().optional(),
  timeout: z.string().optional(),
  color: z.boolean().default(true),
});

export type GlobalOptions = z.infer<typeof globalSchema>;
