import type { RecordedCommand } from '../commands/define-command.ts';
import type { LocalCommand } from '../commands/define-local-command.ts';

export type AnyCommand = RecordedCommand | LocalCommand;

/** One subcommand in the help: its code is loaded only when it is named on the command line. */
export interface CommandEntry {
  readonly words: readonly [string, ...string[]];
  readonly summary: string;
  readonly load: () => Promise<AnyCommand>;
}

/** What the help says of the words that only lead to others. */
export const groupSummaries: Readonly<Record<string, string>> = {
  delivery: 'what the Lambda may send: status, approve, revoke, stop, resume',
  sends: 'the messages one by one: list, resend',
  bookings: 'what runs see at the booking host: status, accept',
  login: "the function's session with Naver: status, run, reset",
  evidence: 'what was recorded: verify, show, note',
  telemetry: 'what runs tell besides sending: status, set',
  rules: 'what makes a message due: check, explain',
  sandbox: 'the local AWS and its pretend outside world: start',
};

/** Every subcommand, in help order. */
export const commandList: readonly CommandEntry[] = [
  {
    words: ['rehearse'],
    summary: 'rehearse the whole cutover on this machine, without an AWS account',
    load: async () => (await import('../commands/rehearse/rehearse.ts')).rehearseCommand,
  },
  {
    words: ['preflight'],
    summary: 'check everything a cutover relies on, and change nothing',
    load: async () => (await import('../commands/preflight/preflight.ts')).preflightCommand,
  },
  {
    words: ['cutover'],
    summary: 'turn the new sender on, watch its first tick, and roll back by itself if that fails',
    load: async () => (await import('../commands/cutover/cutover.ts')).cutoverCommand,
  },
  {
    words: ['rollback'],
    summary: 'stop every message, prove it, and say how long it took',
    load: async () => (await import('../commands/rollback/rollback.ts')).rollbackCommand,
  },
  {
    words: ['enable'],
    summary: 'enable the rule alone, and prove that it ticks',
    load: async () => (await import('../commands/enable/enable.ts')).enableCommand,
  },
  {
    words: ['verify'],
    summary: 'judge the latest run by the ten success criteria',
    load: async () => (await import('../commands/verify/verify.ts')).verifyCommand,
  },
  {
    words: ['alarm-test'],
    summary: 'prove that each alarm reaches Slack and Telegram, hop by hop',
    load: async () => (await import('../commands/alarm-test/alarm-test.ts')).alarmTestCommand,
  },
  {
    words: ['tail'],
    summary: "follow the function's log, grouped by run and masked",
    load: async () => (await import('../commands/tail/tail.ts')).tailCommand,
  },
  {
    words: ['delivery', 'status'],
    summary: 'say what the next tick would do with a due message',
    load: async () => (await import('../commands/delivery/status.ts')).deliveryStatusCommand,
  },
  {
    words: ['delivery', 'approve'],
    summary: 'let one build act in a mode: off, shadow or live',
    load: async () => (await import('../commands/delivery/approve.ts')).deliveryApproveCommand,
  },
  {
    words: ['delivery', 'revoke'],
    summary: 'take the approval back: the mode is off',
    load: async () => (await import('../commands/delivery/revoke.ts')).deliveryRevokeCommand,
  },
  {
    words: ['delivery', 'stop'],
    summary: 'let no further message leave, at once',
    load: async () => (await import('../commands/delivery/stop.ts')).deliveryStopCommand,
  },
  {
    words: ['delivery', 'resume'],
    summary: 'take the stop away',
    load: async () => (await import('../commands/delivery/resume.ts')).deliveryResumeCommand,
  },
  {
    words: ['sends', 'list'],
    summary: 'list the messages in a state, phones masked',
    load: async () => (await import('../commands/sends/list.ts')).sendsListCommand,
  },
  {
    words: ['sends', 'resend'],
    summary: 'let an absent message be sent again',
    load: async () => (await import('../commands/sends/resend.ts')).sendsResendCommand,
  },
  {
    words: ['bookings', 'status'],
    summary: 'show stores whose bookings are suddenly gone',
    load: async () => (await import('../commands/bookings/status.ts')).bookingsStatusCommand,
  },
  {
    words: ['bookings', 'accept'],
    summary: 'accept that a store has no bookings any more',
    load: async () => (await import('../commands/bookings/accept.ts')).bookingsAcceptCommand,
  },
  {
    words: ['login', 'status'],
    summary: 'say whether a run may sign in to Naver, and how the last login ended',
    load: async () => (await import('../commands/login/status.ts')).loginStatusCommand,
  },
  {
    words: ['login', 'run'],
    summary: 'let the function sign in to Naver now, if its session is over',
    load: async () => (await import('../commands/login/run.ts')).loginRunCommand,
  },
  {
    words: ['login', 'reset'],
    summary: 'let runs sign in to Naver again, after an operator fixed the account',
    load: async () => (await import('../commands/login/reset.ts')).loginResetCommand,
  },
  {
    words: ['evidence', 'verify'],
    summary: 'check chain, sections, attachments, head and signature',
    load: async () => (await import('../commands/evidence/verify.ts')).evidenceVerifyCommand,
  },
  {
    words: ['evidence', 'show'],
    summary: 'list the recorded runs, or print one section',
    load: async () => (await import('../commands/evidence/show.ts')).evidenceShowCommand,
  },
  {
    words: ['evidence', 'note'],
    summary: 'add a signed note of your own words',
    load: async () => (await import('../commands/evidence/note.ts')).evidenceNoteCommand,
  },
  {
    words: ['telemetry', 'status'],
    summary: 'say what runs tell Telegram, Slack and the log',
    load: async () => (await import('../commands/telemetry/status.ts')).telemetryStatusCommand,
  },
  {
    words: ['telemetry', 'set'],
    summary: 'turn run summaries and log detail up or down, without a deployment',
    load: async () => (await import('../commands/telemetry/set.ts')).telemetrySetCommand,
  },
  {
    words: ['rules', 'check'],
    summary: 'check a rules.yaml as the Lambda would',
    load: async () => (await import('../commands/rules/check.ts')).rulesCheckCommand,
  },
  {
    words: ['rules', 'explain'],
    summary: 'say why a message of a booking is due or not',
    load: async () => (await import('../commands/rules/explain.ts')).rulesExplainCommand,
  },
  {
    words: ['sandbox', 'start'],
    summary: 'run the sandbox in the foreground, for any AWS client',
    load: async () => (await import('../commands/sandbox/start.ts')).sandboxStartCommand,
  },
];
