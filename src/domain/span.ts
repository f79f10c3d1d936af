/** A measured span. `real`: monotonic time of this machine; `clock`: the injected clock (virtual in a sandbox). */
export interface Span {
  readonly id: string;
  readonly title: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly timebase: 'real' | 'wall' | 'virtual';
  /** `claimed`: a person asserted it, nothing observed it. */
  readonly basis: 'observed' | 'claimed';
  readonly limitMs: number | null;
}
