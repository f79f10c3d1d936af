import { bootstrap } from './bootstrap.ts';
import { makeHandler } from './handler.ts';

/** The program of the run function. */
await bootstrap(() => makeHandler(import.meta.url));
