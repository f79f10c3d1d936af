import { type ExitCode, exitCodes } from './exit-codes.ts';

export interface ErrorEntry {
  readonly exitCode: ExitCode;
  /** What this code means, for docs/errors.md. */
  readonly meaning: string;
  /** What the operator does about it. */
  readonly remedy: string;
}

const entry = (exitCode: ExitCode, meaning: string, remedy: string): ErrorEntry => ({
  exitCode,
  meaning,
  remedy,
});

/** Every failure that an operator can meet. Codes never change their meaning; tests assert codes, not texts. */
export const catalogue = {
  UNKNOWN_USAGE: entry(
    exitCodes.badUsage,
    'A flag, argument or subcommand is not known or not valid.',
    'Run the command with --help.',
  ),
  CONFIG_NOT_FOUND: entry(
    exitCodes.badUsage,
    'No configuration file was found.',
    'Create naver-sms.config.yaml or pass --config.',
  ),
  CONFIG_INVALID: entry(
    exitCodes.badUsage,
    'The configuration file does not fit its schema.',
    'Mend the named line.',
  ),
  RULES_INVALID: entry(
    exitCodes.badUsage,
    'Rules, stores or message texts of the Lambda cannot be read or do not fit.',
    'Mend the named lines, then run naver-sms rules check.',
  ),
  CASE_UNREADABLE: entry(
    exitCodes.badUsage,
    'The booking, record or time that rules are to be explained for cannot be read.',
    'Mend the named file or option.',
  ),
  ENVIRONMENT_UNKNOWN: entry(
    exitCodes.badUsage,
    'The named environment is not in the configuration.',
    'Pass --env with a name that is there.',
  ),
  WRONG_ACCOUNT: entry(
    exitCodes.badUsage,
    'The credentials belong to another account than the configuration pins.',
    'Switch credentials or mend the configuration.',
  ),
  CREDENTIALS_MISSING: entry(
    exitCodes.badUsage,
    'The AWS SDK found no credentials.',
    'Sign in, for example with aws sso login.',
  ),
  CONFIRMATION_MISSING: entry(
    exitCodes.badUsage,
    'A dangerous verb was not confirmed by the name of its target.',
    'Pass --confirm with the target name.',
  ),
  DECLINED: entry(exitCodes.declined, 'The operator declined.', 'Run the command again when ready.'),
  AWS_ACCESS_DENIED: entry(
    exitCodes.unreachable,
    'AWS refused the call for these credentials.',
    'Grant the named action or switch credentials.',
  ),
  AWS_UNREACHABLE: entry(
    exitCodes.unreachable,
    'AWS could not be reached for a read; nothing was changed.',
    'Check network and endpoint, then run again.',
  ),
  AWS_REJECTED: entry(
    exitCodes.unreachable,
    'AWS answered with an error; nothing was changed.',
    'Read the service error.',
  ),
  AWS_THROTTLED: entry(exitCodes.unreachable, 'AWS throttled every attempt.', 'Wait, then run again.'),
  AWS_NOT_FOUND: entry(
    exitCodes.verdictNo,
    'A resource that the configuration names is not there.',
    'Create it or mend the configuration.',
  ),
  ITEM_INVALID: entry(
    exitCodes.unreachable,
    'An item of a table of ours was read and does not fit; nothing was changed.',
    'Mend the named attribute of the item, or write it anew.',
  ),
  WRITE_IN_DOUBT: entry(
    exitCodes.inDoubt,
    'A write got no usable answer: it may or may not have taken effect.',
    'Run the printed command: it re-reads live state first.',
  ),
  CHANNEL_UNREACHABLE: entry(
    exitCodes.unreachable,
    'Slack, Telegram or the relay could not be reached.',
    'Check the relay function.',
  ),
  DRILL_TARGET_MISSING: entry(
    exitCodes.badUsage,
    'The environment has no drill target to rehearse a rollback on.',
    'Add drill: { rule, function } to the environment.',
  ),
  ROLLBACK_IN_FORCE: entry(
    exitCodes.verdictNo,
    'A rollback or a delivery stop is in force.',
    'Read naver-sms delivery status, then naver-sms delivery resume.',
  ),
  LOCK_HELD: entry(
    exitCodes.verdictNo,
    'Another operator holds the lock on this environment.',
    'Wait, or steal it with a reason.',
  ),
  PREFLIGHT_FAILED: entry(
    exitCodes.verdictNo,
    'A blocking preflight check did not pass.',
    'Mend the findings, then run again.',
  ),
  PLAN_STALE: entry(
    exitCodes.verdictNo,
    'Live state changed since the plan was made.',
    'Run preflight again and read the difference.',
  ),
  OVERTAKEN: entry(
    exitCodes.actedUnproven,
    'A rollback overtook this command; it stopped and cannot resume.',
    'Read the rollback section in the evidence.',
  ),
  NOTHING_TO_RESUME: entry(
    exitCodes.badUsage,
    'There is no unfinished run to resume.',
    'Run the command without --resume.',
  ),
  CONDITION_FAILED: entry(
    exitCodes.verdictNo,
    'The control table changed between read and write.',
    'Run the command again.',
  ),
  EVIDENCE_FOREIGN: entry(
    exitCodes.badUsage,
    'The evidence file was not begun by this tool.',
    'Move it away, or name another file with --evidence.',
  ),
  EVIDENCE_UNREADABLE: entry(
    exitCodes.badUsage,
    'The evidence file or its folder cannot be read.',
    'Mend the permissions.',
  ),
  EVIDENCE_UNWRITABLE: entry(
    exitCodes.badUsage,
    'Evidence cannot be written (disk full, read-only); nothing was changed.',
    'Free space or name another file with --evidence.',
  ),
  EVIDENCE_LOCKED: entry(
    exitCodes.badUsage,
    'Another process is writing this ledger.',
    'Wait for it to end.',
  ),
  EVIDENCE_BROKEN: entry(
    exitCodes.evidenceBroken,
    'The evidence does not verify.',
    'Run naver-sms evidence verify and read the first bad line.',
  ),
  EVIDENCE_MIXED_TARGETS: entry(
    exitCodes.badUsage,
    'The evidence root belongs to another target, account or region.',
    'Name another file with --evidence.',
  ),
  EVIDENCE_LOST: entry(
    exitCodes.inDoubt,
    'Evidence could not be written after a change began.',
    'Run the printed command: it takes the spill in and re-reads live state.',
  ),
  SIGNING_KEY_UNUSABLE: entry(
    exitCodes.badUsage,
    'The key that signs evidence heads is missing, locked or not an Ed25519 OpenSSH key.',
    'Make one with ssh-keygen -t ed25519, or run unsigned.',
  ),
  SANDBOX_FAILED: entry(
    exitCodes.ourBug,
    'The embedded sandbox could not start or broke.',
    'Run with --debug and report it.',
  ),
  INTERRUPTED: entry(
    exitCodes.interrupted,
    'The operator interrupted the command, or the time of --timeout was over.',
    'Read what was changed, then run the printed command.',
  ),
  BUG: entry(exitCodes.ourBug, 'A defect of this tool.', 'Run with --debug and report it.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;
