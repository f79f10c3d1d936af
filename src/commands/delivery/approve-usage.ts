/** What an operator must say for an approval, and how wrong words are refused. */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DeliveryMode } from '../../domain/control-item.ts';
import { parseFutureTime } from '../../domain/operator-time.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import { readBuildId } from '../../runtime/build-id.ts';
import type { Toolbox } from '../toolbox.ts';

export interface EndOptions {
  readonly mode: DeliveryMode;
  readonly until?: string | undefined;
  readonly nextBuild?: string | undefined;
  readonly acceptMarkedRows?: boolean | undefined;
}

/** Throws UNKNOWN_USAGE if no reason was given. */
export function reasonOf(toolbox: Toolbox): string {
  const { reason } = toolbox.operator;
  if (reason !== null && reason.trim() !== '') return reason;
  throw usage('--reason is required: it is shown to the next operator.', '--reason "<why>"');
}

/** When the approval lapses, UTC ISO; null: it does not. Throws UNKNOWN_USAGE if the time is unusable or the options exclude each other. */
export function untilOf(toolbox: Toolbox, options: EndOptions): string | null {
  const { until: text, nextBuild, mode, acceptMarkedRows } = options;
  if (acceptMarkedRows && mode !== 'live')
    throw usage(`--accept-marked-rows says nothing for mode ${mode}.`, '(without --accept-marked-rows)');
  if (text !== undefined && nextBuild !== undefined)
    throw usage(
      '--next-build keeps the end of the approval in force, so --until cannot be given.',
      '--next-build <id>',
    );
  if (text === undefined) return null;
  const now = toolbox.clock.now();
  const until = parseFutureTime(text, now);
  if (until === null)
    throw usage(`--until "${text}" is not a valid time.`, '--until 8h, 18:00 or ISO with a zone');
  if (until <= now)
    throw usage(`--until ${until.toISOString()} has already passed.`, '--until <a later time>');
  return until.toISOString();
}

function usage(what: string, next: string): OperatorError {
  return new OperatorError('UNKNOWN_USAGE', {
    what,
    now: 'Nothing was changed.',
    next: `naver-sms delivery approve <mode> ${next}`,
  });
}

/**
 * The id of a build that is not deployed yet: 64 hexadecimal digits as they are, or those of the programs in a folder
 * (run.mjs with its config). Throws UNKNOWN_USAGE if it is neither.
 */
export async function nextBuildOf(written: string): Promise<string> {
  if (/^[0-9a-f]{64}$/.test(written)) return written;
  const program = pathToFileURL(join(resolve(written), 'run.mjs')).href;
  try {
    return await readBuildId(program, new URL('./config/', program));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw usage(
      `--next-build "${written}" is neither the 64 hexadecimal digits of a build id nor a folder with run.mjs and config (${why}).`,
      '--next-build dist/lambda',
    );
  }
}
