/** One step of a command as the operator followed it. */
export interface StepResult {
  readonly id: string;
  readonly title: string;
  readonly state: 'done' | 'skipped' | 'failed' | 'in-doubt';
  /** Why it was skipped, failed or is in doubt; for `done`, what was observed. */
  readonly detail: string;
  readonly durationMs: number;
  readonly requestId: string | null;
}
