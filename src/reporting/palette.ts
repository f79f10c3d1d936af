import { Chalk, type ChalkInstance } from 'chalk';

/** Colour by meaning. Level 0 gives plain text, so nothing else needs to know whether there is colour. */
export interface Palette {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly open: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

export function createPalette(color: boolean): Palette {
  const chalk: ChalkInstance = new Chalk({ level: color ? 1 : 0 });
  return {
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    open: (text) => chalk.yellow(text),
    faint: (text) => chalk.dim(text),
    strong: (text) => chalk.bold(text),
  };
}

export interface ColorWish {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTty: boolean;
  /** True where --no-color was given. */
  readonly isRefused: boolean;
}

/**
 * Whether to colour a stream: --no-color and NO_COLOR (no-color.org: any non-empty value) win, then FORCE_COLOR, then a
 * terminal that is not dumb. chalk 6 reads FORCE_COLOR but not NO_COLOR, so this decides for it.
 */
export function wantsColor(wish: ColorWish): boolean {
  if (wish.isRefused || (wish.env.NO_COLOR ?? '') !== '') return false;
  const forced = wish.env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return wish.isTty && wish.env.TERM !== 'dumb';
}
