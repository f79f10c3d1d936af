/** Counts the work that is going on: time must not jump over it. */
export class Flights {
  #nextId = 1;
  readonly #open = new Map<number, string>();
  readonly #onIdle: () => void;

  /** `onIdle` is called whenever the last piece of work ends. */
  constructor(onIdle: () => void) {
    this.#onIdle = onIdle;
  }

  get count(): number {
    return this.#open.size;
  }

  /** What is going on, for an operator who asks why time stands still. */
  get names(): readonly string[] {
    return [...this.#open.values()];
  }

  /** Begins a piece of work; the answer ends it, once. */
  begin(name: string): () => void {
    const id = this.#nextId++;
    this.#open.set(id, name);
    return () => {
      if (this.#open.delete(id) && this.#open.size === 0) this.#onIdle();
    };
  }

  async during<T>(name: string, act: () => Promise<T> | T): Promise<T> {
    const end = this.begin(name);
    try {
      return await act();
    } finally {
      end();
    }
  }
}
