import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliWorld, startCliWorld } from '../support/cli-world.ts';
import { ptyCli } from '../support/pty.ts';

/* A rollback in terminals of any width: a progress display can never stop the work. */

let world: CliWorld;
beforeAll(async () => {
  world = await startCliWorld();
});
afterAll(() => world.stop());

const rollback = (columns: number, env: Readonly<Record<string, string>> = {}) =>
  ptyCli(['rollback', '--env', 'sandbox', '--reason', 'x'], {
    columns,
    cwd: world.folder,
    env: { ...world.env, ...env },
  });

describe('a rollback in a terminal', () => {
  it.each([0, 1, 40, 80, 200])(
    'of %i columns ends, and its cursor stands in the first column',
    async (columns) => {
      const run = rollback(columns);

      expect(await run.ended, run.bytes()).toBe(0);
      expect(run.bytes().length).toBeLessThan(20_000);
      expect(await run.cursorColumn()).toBe(0);
      expect(run.bytes()).toContain('No message can leave');
    },
  );
});
