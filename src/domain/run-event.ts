import type { CheckResult } from './check-result.ts';
import type { StepResult } from './step-result.ts';

/** What happens while a command runs; a reporter turns these into lines. Commands never print. */
export type RunEvent =
  | { readonly kind: 'phase'; readonly title: string }
  | { readonly kind: 'step-started'; readonly id: string; readonly title: string }
  | { readonly kind: 'step-ended'; readonly step: StepResult }
  | { readonly kind: 'check'; readonly check: CheckResult }
  | { readonly kind: 'waiting'; readonly what: string; readonly untilIso: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'log-line'; readonly line: Readonly<Record<string, unknown>>; readonly text: string };

export type Report = (event: RunEvent) => void;
