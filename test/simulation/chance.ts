import { seeded } from '../evidence/seeded.ts';

/** Seeded randomness, the same for the same seed. */
export interface Chance {
  /** 0 to below 1. */
  unit(): number;
  /** Both ends included. */
  between(from: number, to: number): number;
  is(probability: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
}

export function chanceOf(seed: number): Chance {
  const unit = seeded(seed);
  const between = (from: number, to: number): number => from + Math.floor(unit() * (to - from + 1));
  return {
    unit,
    between,
    is: (probability) => unit() < probability,
    pick: (from) => from[between(0, from.length - 1)] ?? from[0],
  };
}
