import { isDeepStrictEqual } from 'node:util';
import type { RunContext } from '../run-context.ts';

/** Where SENS is, and the keys of a run. */
export type SensAccess = RunContext['sens'];

export interface SensKeys {
  /** What a call uses now. */
  current(): SensAccess;
  /** Reads the secret anew, after SENS refused the keys. True if it holds other values now, which are used from then on. */
  renew(): Promise<boolean>;
}

/** The keys that a run began with, and those that replace them. */
export function createSensKeys({ sens, readSensAnew }: Pick<RunContext, 'sens' | 'readSensAnew'>): SensKeys {
  let current = sens;
  return {
    current: () => current,
    renew: async () => {
      const renewed = { ...current, ...(await readSensAnew()) };
      if (isDeepStrictEqual(renewed, current)) return false;
      current = renewed;
      return true;
    },
  };
}
