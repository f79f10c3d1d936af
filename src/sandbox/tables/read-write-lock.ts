/**
 * Many readers or one writer, in the order in which they came. Every write of the tables takes it alone, so that a
 * transaction is seen whole or not at all.
 */
export class ReadWriteLock {
  #lastWrite: Promise<unknown> = Promise.resolve();
  readonly #reads = new Set<Promise<unknown>>();

  async read<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#lastWrite.then(act);
    const reading = settled(turn);
    this.#reads.add(reading);
    await reading;
    this.#reads.delete(reading);
    return await turn;
  }

  async write<T>(act: () => Promise<T>): Promise<T> {
    const before = [this.#lastWrite, ...this.#reads];
    const turn = Promise.all(before).then(act);
    this.#lastWrite = settled(turn);
    return await turn;
  }
}

function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch(() => undefined);
}
