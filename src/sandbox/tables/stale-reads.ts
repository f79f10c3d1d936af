import type { ItemImage, ItemImages } from './item-images.ts';

/** Lets an eventually consistent read answer as if the latest write had not been made. */
export class StaleReads {
  readonly #images: ItemImages;
  #latest: readonly ItemImage[] = [];

  constructor(images: ItemImages) {
    this.#images = images;
  }

  wrote(images: readonly ItemImage[]): void {
    this.#latest = images;
  }

  /** Takes the latest write back, reads, and makes it again. With the tables' lock held for writing. */
  async asBefore<T>(read: () => Promise<T>): Promise<T> {
    const now: ItemImage[] = [];
    for (const { table, key } of this.#latest) now.push(await this.#images.take(table, key));
    try {
      for (const image of this.#latest) await this.#images.restore(image);
      return await read();
    } finally {
      for (const image of now) await this.#images.restore(image);
    }
  }
}
