import ora from 'ora';
import type { RunEvent } from '../domain/run-event.ts';
import { visibleText } from '../domain/visible-text.ts';
import { eventLine, eventWeight } from './event-line.ts';
import { fitted } from './fit-text.ts';
import { kstClock } from './kst-time.ts';
import { createPalette } from './palette.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

/** The checklist on stderr, with a spinner under it where stderr is a terminal, and log lines on stdout. */
export function createHumanReporter(options: ReporterOptions): Reporter {
  const style = { palette: createPalette(options.color), verbose: options.verbose };
  const spinner = createSpinner(options);
  const running = new Map<string, string>();
  const report = (event: RunEvent): void => {
    followProgress(running, event);
    const stream = event.kind === 'log-line' ? options.stdout : options.stderr;
    if (isShown(event, options)) spinner.above(() => stream.write(`${eventLine(event, style)}\n`));
    spinner.show(spinnerText(running, event, columnsOf(options.stderr) - besideText));
  };
  return { report, done: () => spinner.show(null) };
}

function isShown(event: RunEvent, options: ReporterOptions): boolean {
  if (event.kind === 'log-line') return true;
  if (event.kind === 'waiting' && options.isTty) return false;
  const weight = eventWeight(event);
  if (options.quiet) return weight === 'trouble';
  return weight !== 'detail' || options.verbose;
}

function followProgress(running: Map<string, string>, event: RunEvent): void {
  if (event.kind === 'step-started') running.set(event.id, event.title);
  if (event.kind === 'step-ended') running.delete(event.step.id);
}

/** What is going on now; null where nothing is. Levers run side by side, so several titles may stand here. */
function spinnerText(running: ReadonlyMap<string, string>, event: RunEvent, columns: number): string | null {
  if (event.kind === 'waiting') {
    const until = ` (until ${kstClock(new Date(event.untilIso))} KST at most)`;
    return `${oneLine(visibleText(event.what), columns - until.length)}${until}`;
  }
  return running.size === 0 ? null : oneLine([...running.values()].map(visibleText).join(' · '), columns);
}

/** The indent, the spinner, a space, and the last column: a terminal wraps where that is written. */
const besideText = 5;

function columnsOf(stream: NodeJS.WritableStream): number {
  return 'columns' in stream && typeof stream.columns === 'number' ? stream.columns : 80;
}

/** A spinner of more than one line is not always erased whole: each frame then leaves one on the screen. */
function oneLine(text: string, columns: number): string {
  return fitted(text, Math.max(leastColumns, columns)).trimEnd();
}

/** Fewer would name nothing. */
const leastColumns = 5;

interface Spinner {
  /** Writes something above the spinner without tearing it. */
  above(write: () => void): void;
  show(text: string | null): void;
}

function createSpinner(options: ReporterOptions): Spinner {
  if (!options.isTty || options.quiet) return { above: (write) => write(), show: () => {} };
  const spinner = ora({
    stream: options.stderr,
    isEnabled: true,
    // It would put the terminal into raw mode and swallow a Ctrl-C typed while the event loop is busy.
    discardStdin: false,
    // What restores a hidden cursor ends the process at Ctrl-C if no other listener is left.
    hideCursor: false,
    // Not `indent`, which leaves the cursor behind it.
    prefixText: ' ',
    color: false,
  });
  // A terminal may lose its width meanwhile, and a spinner over no columns never ends its line.
  options.stderr.on('resize', () => {
    if (!hasWidth(options.stderr)) spinner.stop();
  });
  return {
    above(write) {
      spinner.stop();
      write();
    },
    show(text) {
      if (text === null || !hasWidth(options.stderr)) spinner.stop();
      else spinner.start(text);
    },
  };
}

const hasWidth = (stream: NodeJS.WritableStream): boolean =>
  !('columns' in stream) || Number(stream.columns) > 0;
