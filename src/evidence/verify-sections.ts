import { join } from 'node:path';
import type { EvidencePaths } from './evidence-paths.ts';
import { type FileSystem, readIfThere } from './file-system.ts';
import type { ArtifactRef, LedgerFacts, SectionRef } from './ledger-facts.ts';
import { sha256 } from './line-format.ts';
import { preambleBytes } from './preamble.ts';
import { type Problem, restoreRemedy } from './problem.ts';

/*
 * VALIDATION.md must be exactly the section files in ledger order, and every attachment must be as it was recorded.
 */

/** The last section's append to VALIDATION.md was cut off: its file is whole, so the rest can be written. */
export interface InterruptedSection {
  readonly section: SectionRef;
  /** What VALIDATION.md still lacks. */
  readonly missing: Buffer;
}

export interface SectionsJudgement {
  readonly problem: Problem | null;
  readonly interrupted: InterruptedSection | null;
}

/** Compares VALIDATION.md and the section files with the ledger. */
export function judgeSections(
  files: FileSystem,
  paths: EvidencePaths,
  facts: LedgerFacts,
): SectionsJudgement {
  const validation = readIfThere(files, paths.validation);
  let offset = 0;
  for (const section of facts.sections) {
    const isLast = section === facts.sections.at(-1);
    const bytes = readIfThere(files, join(paths.root, section.file));
    const trouble = sectionFileProblem(section, offset, bytes);
    if (trouble || !bytes) return { problem: trouble, interrupted: null };
    const shown = validation?.subarray(offset, offset + section.length) ?? Buffer.alloc(0);
    if (!shown.equals(bytes)) {
      const canComplete = isLast && bytes.subarray(0, shown.length).equals(shown);
      return canComplete
        ? { problem: null, interrupted: { section, missing: bytes.subarray(shown.length) } }
        : { problem: shownProblem(section, paths, validation === null), interrupted: null };
    }
    offset += section.length;
  }
  const isBareStart = facts.sections.length === 0 && validation?.equals(preambleBytes);
  const surplus = isBareStart ? 0 : (validation?.length ?? 0) - offset;
  return { problem: surplus > 0 ? surplusProblem(paths, offset, surplus) : null, interrupted: null };
}

/** Compares every attachment with its line. */
export function judgeArtifacts(
  files: FileSystem,
  paths: EvidencePaths,
  artifacts: readonly ArtifactRef[],
): Problem | null {
  for (const artifact of artifacts) {
    const bytes = readIfThere(files, join(paths.root, artifact.path));
    if (bytes && bytes.length === artifact.bytes && sha256(bytes) === artifact.sha256) continue;
    return {
      code: 'attachment',
      file: artifact.path,
      line: artifact.line,
      sentence: bytes
        ? `The attachment ${artifact.path} is not the one that line ${artifact.line} recorded.`
        : `The attachment ${artifact.path}, recorded by line ${artifact.line}, is missing.`,
      remedy: restoreRemedy,
    };
  }
  return null;
}

/** What an interrupted append is called where nothing may be written. */
export function interruptedProblem(interrupted: InterruptedSection, paths: EvidencePaths): Problem {
  const { section } = interrupted;
  return {
    code: 'interrupted-section',
    file: paths.validationName,
    line: section.line,
    sentence: `${paths.validationName} ends ${interrupted.missing.length} bytes short of the section that line ${section.line} recorded: its append was cut off, or its end was cut away.`,
    remedy: 'The next command on this root completes it from the section file, and says so in the ledger.',
  };
}

function sectionFileProblem(section: SectionRef, offset: number, bytes: Buffer | null): Problem | null {
  const fault =
    section.offset !== offset
      ? `Line ${section.line} puts its section at byte ${section.offset}, but the sections before it end at ${offset}.`
      : bytes === null
        ? `The section file ${section.file}, recorded by line ${section.line}, is missing.`
        : bytes.length !== section.length || sha256(bytes) !== section.sha256
          ? `The section file ${section.file} is not the one that line ${section.line} recorded.`
          : null;
  return fault === null ? null : sectionProblem(section, section.file, fault);
}

function shownProblem(section: SectionRef, paths: EvidencePaths, isMissing: boolean): Problem {
  return sectionProblem(
    section,
    paths.validationName,
    isMissing
      ? `${paths.validationName} is missing, but the ledger binds its sections.`
      : `${paths.validationName} was edited within the section of run ${section.run} (line ${section.line}, bytes ${section.offset} to ${section.offset + section.length}).`,
  );
}

function sectionProblem(section: SectionRef, file: string, sentence: string): Problem {
  return { code: 'section', file, line: section.line, sentence, remedy: restoreRemedy };
}

function surplusProblem(paths: EvidencePaths, offset: number, surplus: number): Problem {
  return {
    code: 'unbound-text',
    file: paths.validationName,
    line: null,
    sentence: `${paths.validationName} holds ${surplus} bytes from byte ${offset} on that no ledger line binds.`,
    remedy: 'Take that text out, and add it with naver-sms evidence note if it should be kept.',
  };
}
