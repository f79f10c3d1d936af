import { createHash } from 'node:crypto';

/** A repeatable stream of numbers from 0 to below 1 (mulberry32). */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number from 0 to below 1 that the seed and the name alone decide, however many others were drawn before. */
export function chanceOf(seed: number, name: string): number {
  const digest = createHash('sha256').update(`${seed}:${name}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

/** A UUID in version 4 form out of the given chance. */
export function seededId(chance: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(chance() * 16));
  digits[12] = 4;
  digits[16] = 8 + Math.floor(chance() * 4);
  const hex = digits.map((digit) => digit.toString(16)).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
