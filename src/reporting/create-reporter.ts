/** Turns run events into what an operator reads while a command runs. The answer itself is rendered elsewhere, at the end. */

import { createHumanReporter } from './human-reporter.ts';
import { createJsonReporter } from './json-reporter.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

export function createReporter(options: ReporterOptions): Reporter {
  return options.json ? createJsonReporter(options) : createHumanReporter(options);
}
