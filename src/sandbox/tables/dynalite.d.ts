declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** What we use of dynalite 4, which ships no types. In memory where no path is given. */
  function dynalite(options: {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }): Server;
  export = dynalite;
}
