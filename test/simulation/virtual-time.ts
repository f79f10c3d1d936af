/** Time that stands still between happenings: the next one is taken from the queue, in an order that never varies. */
export class VirtualTime {
  #nowMs: number;
  #count = 0;
  readonly #heap: Happening[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, happen: () => void): void {
    this.#count += 1;
    const happening = { atMs: this.#nowMs + Math.max(0, ms), order: this.#count, happen };
    let at = this.#heap.push(happening) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(happening, this.#heap[parent])) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Lets everything happen until `isOver`, or until nothing is left to happen. */
  async run(isOver: () => boolean): Promise<void> {
    for (;;) {
      // Whatever woke runs to its next wait before time goes on.
      await new Promise(setImmediate);
      const next = isOver() ? undefined : this.#take();
      if (!next) return;
      this.#nowMs = next.atMs;
      next.happen();
    }
  }

  #take(): Happening | undefined {
    const [top] = this.#heap;
    const last = this.#heap.pop();
    if (!top || !last || this.#heap.length === 0) return top;
    this.#heap[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (isBefore(this.#heap[left], this.#heap[least])) least = left;
      if (isBefore(this.#heap[right], this.#heap[least])) least = right;
      if (least === at) return top;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(left: number, right: number): void {
    const [a, b] = [this.#heap[left], this.#heap[right]];
    if (a && b) [this.#heap[left], this.#heap[right]] = [b, a];
  }
}

interface Happening {
  readonly atMs: number;
  readonly order: number;
  readonly happen: () => void;
}

function isBefore(left: Happening | undefined, right: Happening | undefined): boolean {
  if (!left || !right) return false;
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}
