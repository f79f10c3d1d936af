/**
 * Tells the first run apart by its calls: it begins with the first list call (a session probe counts, it does not
 * list) and is over ten minutes later, longer than a run may last and shorter than the pause between two ticks.
 */
export class FirstRun {
  #beganAtMs: number | null = null;

  listed(nowMs: number): void {
    this.#beganAtMs ??= nowMs;
  }

  isOver(nowMs: number): boolean {
    return this.#beganAtMs !== null && nowMs >= this.#beganAtMs + firstRunMs;
  }
}

const firstRunMs = 10 * 60_000;
