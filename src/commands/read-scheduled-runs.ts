/* The log as a witness: every line of the window, all pages, grouped into runs. */
import { isScheduled, type LogLine, readRuns, type TickRun } from '../domain/tick.ts';
import type { Reading } from '../domain/verification-facts.ts';
import type { Toolbox } from './toolbox.ts';
import { tryRead } from './try-read.ts';

export interface LogWindow {
  readonly logGroup: string;
  readonly sinceMs: number;
}

/** The scheduled runs that started at or after the window's begin, oldest first. */
export function readScheduledRuns(toolbox: Toolbox, window: LogWindow): Promise<Reading<readonly TickRun[]>> {
  const { logGroup, sinceMs } = window;
  return tryRead(toolbox, {
    source: `logs:FilterLogEvents ${logGroup}`,
    ask: async () => {
      const lines: LogLine[] = [];
      for await (const line of toolbox.aws.logs.filter(logGroup, { startMs: sinceMs })) lines.push(line);
      return readRuns(lines).filter((run) => isScheduled(run) && run.start !== null);
    },
  });
}
