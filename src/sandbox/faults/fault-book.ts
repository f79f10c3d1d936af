import type { Fault, FaultKind } from './fault.ts';

/** A call that a hold fault keeps: nothing more happens to it until it is released or its client goes away. */
export interface HeldCall {
  readonly id: string;
  readonly service: string;
  readonly operation: string;
  readonly kind: FaultKind;
  readonly heldAtMs: number;
}

interface Entry {
  readonly fault: Fault;
  seen: number;
}

/** Knows which call meets which fault, and keeps the calls that are held. */
export class FaultBook {
  readonly #entries: Entry[] = [];
  readonly #held = new Map<string, { readonly call: HeldCall; readonly release: () => void }>();
  #nextHeld = 1;

  constructor(faults: readonly Fault[] = []) {
    for (const fault of faults) this.add(fault);
  }

  /** Calls are counted for a fault from when it was added. */
  add(fault: Fault): void {
    this.#entries.push({ fault, seen: 0 });
  }

  get heldCalls(): readonly HeldCall[] {
    return [...this.#held.values()].map(({ call }) => call);
  }

  /** Counts this call; the fault that it meets, or null. The fault that was added first wins. */
  take(service: string, operation: string): Fault | null {
    let met: Fault | null = null;
    for (const entry of this.#entries) {
      if (entry.fault.service !== service || entry.fault.operation !== operation) continue;
      entry.seen += 1;
      if (!met && isMet(entry)) met = entry.fault;
    }
    return met;
  }

  /** Resolves when the call is released; rejects never. `gone` (the client hung up) releases it too, as `gone`. */
  async hold(call: Omit<HeldCall, 'id'>, gone: AbortSignal): Promise<'released' | 'gone'> {
    if (gone.aborted) return 'gone';
    const id = `held-${this.#nextHeld++}`;
    const outcome = await new Promise<'released' | 'gone'>((resolve) => {
      this.#held.set(id, { call: { id, ...call }, release: () => resolve('released') });
      gone.addEventListener('abort', () => resolve('gone'), { once: true });
    });
    this.#held.delete(id);
    return outcome;
  }

  /** Whether a call of this id was held. */
  release(id: string): boolean {
    const held = this.#held.get(id);
    held?.release();
    return held !== undefined;
  }

  releaseAll(): void {
    for (const { release } of this.#held.values()) release();
  }
}

function isMet({ fault, seen }: Entry): boolean {
  const first = fault.nth ?? 1;
  return seen >= first && seen < first + (fault.times ?? 1);
}
