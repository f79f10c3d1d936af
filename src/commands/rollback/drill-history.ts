/** The drills of this evidence root, read back from its ledger: every one counts, nobody chooses the best. */
import * as z from 'zod';
import type { DrillFigure } from '../../domain/drill-statistics.ts';
import type { JsonValue } from '../../domain/json-value.ts';
import { evidencePaths } from '../../evidence/evidence-paths.ts';
import { realFileSystem } from '../../evidence/file-system.ts';
import { readLines } from '../../evidence/read-lines.ts';

/** The `step` of the verdict line that a drill writes. */
export const drillStep = 'drill';

const drillLine = z.object({
  at: z.iso.datetime(),
  run: z.string(),
  kind: z.literal('verdict'),
  command: z.literal('rollback'),
  step: z.literal(drillStep),
  data: z.object({
    executeMs: z.number().nullable(),
    timebase: z.enum(['real', 'wall', 'virtual']),
    isRestored: z.boolean(),
  }),
});

/** What a drill writes into its verdict line, and what is read back here. */
export function drillData(figure: DrillFigure): JsonValue {
  return { executeMs: figure.executeMs, timebase: figure.timebase, isRestored: figure.isRestored };
}

/** Drills of other runs than `currentRun`, oldest first. Lines of any other kind are passed over. */
export function readDrillHistory(validationFile: string, currentRun: string): readonly DrillFigure[] {
  const figures: DrillFigure[] = [];
  readLines(realFileSystem, evidencePaths(validationFile).ledger, (line) => {
    const figure = drillFigureOf(line.toString('utf8'));
    if (figure !== null && figure.run !== currentRun) figures.push(figure);
    return true;
  });
  return figures;
}

/** Null where the line is no drill. Exported for its test. */
export function drillFigureOf(line: string): DrillFigure | null {
  if (!line.includes('"kind":"verdict"')) return null;
  const parsed = drillLine.safeParse(parseJson(line));
  if (!parsed.success) return null;
  const { at, run, data } = parsed.data;
  return { run, at, ...data };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
