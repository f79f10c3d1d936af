import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { closingText, type FileTime, type SkippedTest } from './closing-text.ts';

/** Prints last which tests were skipped and why, and which files took longest: both are lost in the list above them. */
export class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    process.stdout.write(closingText(modules.flatMap(skippedOf), modules.map(timeOf)));
  }
}

function skippedOf(module: TestModule): SkippedTest[] {
  return [...module.children.allTests('skipped')].map((test) => {
    const result = test.result();
    return {
      file: fileOf(module),
      name: test.fullName,
      note: 'note' in result ? (result.note ?? null) : null,
    };
  });
}

function timeOf(module: TestModule): FileTime {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return { file: fileOf(module), seconds: (collectDuration + setupDuration + duration) / 1000 };
}

const fileOf = ({ moduleId }: TestModule): string => relative(process.cwd(), moduleId);
