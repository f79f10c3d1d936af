import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandList } from '../../src/cli/command-list.ts';
import { globalOptions } from '../../src/cli/global-options.ts';

/* A remedy that names a command which is not there leaves a captain alone at the worst moment. */

const root = join(import.meta.dirname, '../..');
const flagOf = (flags: string) => /--[a-z-]+/.exec(flags)?.[0] ?? '';
const commands = await Promise.all(
  commandList.map(async ({ words, load }) => ({
    words,
    flags: new Set([...globalOptions, ...(await load()).options].map(({ flags }) => flagOf(flags))),
  })),
);
const verbs = new Set(commands.map(({ words }) => words[0]));

/** "a naver-sms command", "naver-sms run succeeded", and the flag that stands without a verb. */
const proseWords = ['command', 'run', '--help'];

interface Mention {
  readonly place: string;
  readonly words: readonly string[];
}

/** What stands behind `naver-sms` in code and documents: words and flags, up to a quote, a pipe or a sentence's end. */
function mentionsIn(file: string): readonly Mention[] {
  return readFileSync(join(root, file), 'utf8')
    .split('\n')
    .flatMap((line, at) =>
      [...line.matchAll(/(?<![/\w.-])naver-sms ((?:--)?[a-z][^`'|;)]*)/g)].map(([, rest = '']) => ({
        place: `${file}:${at + 1}`,
        words: rest.split(/[\s,:.\\]+/),
      })),
    );
}

function problemOf({ place, words }: Mention): string | null {
  const [verb = '', second = ''] = words;
  if (proseWords.includes(verb)) return null;
  if (!verbs.has(verb)) return `${place}: naver-sms ${verb} is no command`;
  const command =
    commands.find(({ words: [first, sub] }) => first === verb && (sub === undefined || sub === second)) ??
    null;
  if (command === null) return `${place}: naver-sms ${verb} ${second} is no command`;
  const unknown = words.filter((word) => /^--[a-z-]+$/.test(word) && !command.flags.has(word));
  return unknown.length === 0 ? null : `${place}: naver-sms ${verb} has no ${unknown.join(', ')}`;
}

const files = ['src', 'lambda', 'docs', 'bin']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  )
  .filter((name) => /\.(?:ts|md|yaml|sh)$/.test(name));

describe('the commands that code and documents name', () => {
  const mentions = ['README.md', ...files].flatMap(mentionsIn);

  it('are there, with the flags that are named', () => {
    const problems = mentions.map(problemOf).filter((problem) => problem !== null);

    expect(mentions.length).toBeGreaterThan(100);
    expect(problems).toEqual([]);
  });

  it('would be missed if they were not', () => {
    const named = (text: string) => problemOf({ place: 'here', words: text.split(' ') });

    expect(named('doctor')).toBe('here: naver-sms doctor is no command');
    expect(named('delivery halt')).toBe('here: naver-sms delivery halt is no command');
    expect(named('rollback --fast')).toBe('here: naver-sms rollback has no --fast');
    expect(named('delivery approve live --until 8h')).toBeNull();
  });
});
