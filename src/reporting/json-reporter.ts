import type { RunEvent } from '../domain/run-event.ts';
import { eventLine, eventWeight } from './event-line.ts';
import { createPalette } from './palette.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { safeJson } from './safe-json.ts';

/** For programs: log lines as NDJSON on stdout, trouble as plain text on stderr, no spinner. */
export function createJsonReporter(options: ReporterOptions): Reporter {
  const style = { palette: createPalette(options.color), verbose: options.verbose };
  const report = (event: RunEvent): void => {
    if (event.kind === 'log-line') {
      options.stdout.write(`${safeJson(event.line)}\n`);
      return;
    }
    if (options.verbose || eventWeight(event) === 'trouble') {
      options.stderr.write(`${eventLine(event, style)}\n`);
    }
  };
  return { report, done: () => {} };
}
