import ms from 'ms';
import type { ExitCode } from '../errors/exit-codes.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { createReporter } from '../reporting/create-reporter.ts';
import { renderJsonDocument, toJsonDocument } from '../reporting/json-document.ts';
import { wantsColor } from '../reporting/palette.ts';
import { renderAnswer } from '../reporting/render-answer.ts';
import type { Reporter } from '../reporting/reporter.ts';
import { stopCauseOf } from '../runtime/stop-cause.ts';
import type { Said, StopNotice } from '../runtime/stop-words.ts';
import type { AnyCommand } from './command-list.ts';
import type { GlobalOptions } from './global-options.ts';
import { atPlace } from './repeat-place.ts';
import { runLocal } from './run-local.ts';
import { runRecorded } from './run-recorded.ts';
import type { Answered, RunSettings } from './run-settings.ts';
import type { Terminal } from './terminal.ts';
import type { Invocation } from './to-commander.ts';

/** Runs one command and prints its answer. Throws what explain-failure.ts then tells. */
export async function runCommand(
  invocation: Invocation,
  terminal: Terminal,
  commandLine: string,
): Promise<ExitCode> {
  const { command, options, global } = invocation;
  const reporter = reporterFor(global, terminal);
  try {
    const signal = withTimeout(signalFor(command, terminal), global.timeout);
    const stopNotice = stopNoticeFor(terminal, signal, (said) => {
      const next = said.next.map((command) => atPlace(command, global)).join(', or: ');
      reporter.report({ kind: 'warning', text: `${said.text} ${next}`.trimEnd() });
    });
    const settings = { global, terminal, commandLine, report: reporter.report, signal, stopNotice };
    const answered = await answer(command, options, settings);
    reporter.done();
    print(answered, { global, isOneLine: command.isLineByLine ?? false }, terminal);
    return answered.result.exitCode;
  } finally {
    reporter.done();
  }
}

/** Says the words of the command that runs when it is stopped, and right before a second signal ends the process. */
function stopNoticeFor(terminal: Terminal, signal: AbortSignal, say: (said: Said) => void): StopNotice {
  const notice: StopNotice = { words: null };
  const sayIfAny = (said: Said | null | undefined) => {
    if (said) say(said);
  };
  const atFirst = () => sayIfAny(notice.words?.atFirst(stopCauseOf(signal) ?? 'operator'));
  signal.addEventListener('abort', atFirst, { once: true });
  terminal.onSecondSignal(() => sayIfAny(notice.words?.atSecond()));
  return notice;
}

/** What acts on AWS goes on without a reader; what looks, and what runs here alone, is for its reader. */
function signalFor({ evidence }: AnyCommand, { signal, readerGone }: Terminal): AbortSignal {
  const isActing = evidence === 'required' || evidence === 'spill';
  return isActing ? signal : AbortSignal.any([signal, readerGone]);
}

function answer(
  command: AnyCommand,
  options: Readonly<Record<string, unknown>>,
  settings: RunSettings,
): Promise<Answered> {
  return command.evidence === 'none'
    ? runLocal(command, options, settings)
    : runRecorded(command, options, settings);
}

function reporterFor(global: GlobalOptions, terminal: Terminal): Reporter {
  const wish = { env: terminal.env, isTty: terminal.isInteractive, isRefused: !global.color };
  return createReporter({
    json: global.json,
    quiet: global.quiet,
    verbose: global.verbose,
    isTty: terminal.isInteractive,
    color: wantsColor(wish),
    stderr: terminal.stderr,
    stdout: terminal.stdout,
    now: () => new Date(),
  });
}

interface PrintOptions {
  readonly global: GlobalOptions;
  readonly isOneLine: boolean;
}

function print({ result, context }: Answered, { global, isOneLine }: PrintOptions, terminal: Terminal): void {
  const color = wantsColor({ env: terminal.env, isTty: terminal.isStdoutTty, isRefused: !global.color });
  terminal.stdout.write(
    global.json
      ? renderJsonDocument(toJsonDocument(result, context), isOneLine)
      : renderAnswer(result, context, color),
  );
}

/** Throws UNKNOWN_USAGE where --timeout is no duration. */
function withTimeout(signal: AbortSignal, duration: string | undefined): AbortSignal {
  if (duration === undefined) return signal;
  const limitMs = parseDuration(duration);
  if (limitMs !== null) return AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  throw new OperatorError('UNKNOWN_USAGE', {
    what: `--timeout "${duration}" is not a duration.`,
    now: 'Nothing was changed.',
    next: 'Write it as 90s or 5m.',
  });
}

/** Exported for its tests. Milliseconds, or null where the text is no positive duration with a unit. */
export function parseDuration(text: string): number | null {
  if (!/^\d+(\.\d+)?\s*(ms|s|m|h)$/.test(text)) return null;
  // The pattern above is a subset of what ms takes, which its own type cannot express.
  const value = ms(text as ms.StringValue);
  return value > 0 ? value : null;
}
