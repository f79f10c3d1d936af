import type { CommandResult } from '../reporting/command-result.ts';
import type { GlobalOptions } from './global-options.ts';

/** What says where a command finds its environment and its ledger. Most printed commands carry --env already. */
const placeFlags = ['config', 'env', 'region', 'evidence'] as const;

type Place = Pick<GlobalOptions, (typeof placeFlags)[number]>;

/**
 * The result with its printed commands as the operator must type them: where a file or region was named for this run, the
 * next command needs the same, or it would look for what is in doubt in another ledger. Pure.
 */
export function repeatPlace(result: CommandResult, place: Place): CommandResult {
  return {
    ...result,
    next: result.next.map((text) => atPlace(text, place)),
    checks: result.checks.map((check) => ({
      ...check,
      remedy: check.remedy === null ? null : atPlace(check.remedy, place),
    })),
  };
}

/** A text that is no command of ours is left as it is; so is a flag that is there. Exported for its tests. */
export function atPlace(text: string, place: Place): string {
  const [, words, rest = ''] = /^(naver-sms(?: [a-z][a-z-]*)+)(.*)$/s.exec(text) ?? [];
  if (words === undefined) return text;
  const missing = placeFlags.flatMap((flag) => {
    const value = place[flag];
    return value === undefined || rest.includes(` --${flag} `) ? [] : [` --${flag} ${quoted(value)}`];
  });
  return `${words}${missing.join('')}${rest}`;
}

/** For a POSIX shell. */
const quoted = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
