import { ledgerName } from './evidence-paths.ts';
import type { FileSystem } from './file-system.ts';
import { forkRemedy } from './head-file.ts';
import { chainStart, sha256 } from './line-format.ts';
import { type Problem, restoreRemedy } from './problem.ts';
import { readLines } from './read-lines.ts';

/**
 * Where the chain broke because a line continues an earlier one: either a line stands there twice, or two copies of one
 * ledger went on by themselves and were merged. Null where it is neither.
 */
export function findFork(
  files: FileSystem,
  ledger: string,
  stray: { readonly line: number; readonly prev: string; readonly sha256: string },
): Problem | null {
  const hashes: string[] = [];
  readLines(files, ledger, (line) => hashes.push(sha256(line)) > 0);
  const original = hashes.indexOf(stray.sha256) + 1;
  if (original > 0 && original < stray.line) {
    return problemAt(
      stray.line,
      'duplicate',
      `Line ${stray.line} is line ${original} once more.`,
      restoreRemedy,
    );
  }
  const parent = stray.prev === chainStart ? 0 : hashes.indexOf(stray.prev) + 1;
  const isEarlier = stray.prev === chainStart || (parent > 0 && parent < stray.line - 1);
  if (!isEarlier || stray.line === 1) return null;
  return problemAt(
    stray.line,
    'fork',
    `Two heads: lines ${parent + 1} and ${stray.line} both follow ${parent === 0 ? 'the beginning' : `line ${parent}`}. One branch ends in ${hashes[stray.line - 2]}, the other in ${hashes.at(-1)}.`,
    forkRemedy,
  );
}

function problemAt(line: number, code: Problem['code'], sentence: string, remedy: string): Problem {
  return { code, file: ledgerName, line, sentence, remedy };
}
