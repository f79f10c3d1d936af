/**
 * EXHAUSTIVE=1 (as in CI) runs every case of the few suites that are too slow for each `npm test`; otherwise a fixed
 * sample, which covers each of what is listed. The names of the tests say which cases ran.
 */
export const isExhaustive = process.env.EXHAUSTIVE === '1';

/** Every pair of a and b; in a sample every `step`th a once, with the kinds of b in turn. */
export function sampledPairs<A, B>(
  all: readonly A[],
  kinds: readonly B[],
  step = 1,
): readonly (readonly [A, B])[] {
  if (isExhaustive) return all.flatMap((one) => kinds.map((kind) => [one, kind] as const));
  return all
    .filter((_, index) => index % step === 0)
    .map((one, place) => [one, kinds.at(place % kinds.length) ?? kinds[0]] as const)
    .filter((pair): pair is readonly [A, B] => pair[1] !== undefined);
}
