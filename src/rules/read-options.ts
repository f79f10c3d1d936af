import * as z from 'zod';
import { readableText } from '../domain/readable-text.ts';

export interface OptionsReading {
  /** Names of the options that have one. */
  readonly names: readonly string[];
  /** How many have none; 1 if the list itself is malformed. */
  readonly unread: number;
}

const option = z.looseObject({ name: z.string() });

/** Reads `bookingOptionJson`: no list means no options. Never throws: one malformed option takes no other with it. */
export function readOptions(written: unknown): OptionsReading {
  if (written === null || written === undefined) return { names: [], unread: 0 };
  if (!Array.isArray(written)) return { names: [], unread: 1 };
  const read = written.map((each) => option.safeParse(each).data?.name ?? null);
  const names = read.filter((name) => name !== null).map(readableText);
  return { names, unread: read.length - names.length };
}
