/** Something that will be done at a virtual time. */
export interface Happening {
  readonly atMs: number;
  readonly name: string;
  /** Has no effect once it has begun. */
  cancel(): void;
}

interface Entry extends Happening {
  readonly order: number;
  readonly isSleeper: boolean;
  readonly act: () => void;
}

/** What is still to come, earliest first; of two at the same time the one that was added first. */
export class Timeline {
  #nextOrder = 0;
  #sleepers = 0;
  readonly #entries: Entry[] = [];

  add(happening: { atMs: number; name: string; isSleeper: boolean; act: () => void }): Happening {
    const entry: Entry = { ...happening, order: this.#nextOrder++, cancel: () => this.#remove(entry) };
    const index = this.#entries.findIndex((other) => other.atMs > entry.atMs);
    this.#entries.splice(index === -1 ? this.#entries.length : index, 0, entry);
    if (entry.isSleeper) this.#sleepers += 1;
    return entry;
  }

  get hasSleepers(): boolean {
    return this.#sleepers > 0;
  }

  get earliestMs(): number | null {
    return this.#entries[0]?.atMs ?? null;
  }

  get pending(): readonly { atMs: number; name: string }[] {
    return this.#entries.map(({ atMs, name }) => ({ atMs, name }));
  }

  /** Takes out the earliest entry if it is due. */
  takeDue(nowMs: number): (() => void) | null {
    const [first] = this.#entries;
    if (!first || first.atMs > nowMs) return null;
    this.#remove(first);
    return first.act;
  }

  clear(): void {
    this.#entries.length = 0;
    this.#sleepers = 0;
  }

  #remove(entry: Entry): void {
    const index = this.#entries.indexOf(entry);
    if (index === -1) return;
    this.#entries.splice(index, 1);
    if (entry.isSleeper) this.#sleepers -= 1;
  }
}
