import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logEvents } from '../../src/monitoring/log-events.ts';

const lambda = join(import.meta.dirname, '../../lambda');
const sources = readdirSync(lambda, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(lambda, file), 'utf8'))
  .join('\n');

describe('the declared log events', () => {
  // The other way, that nothing undeclared is emitted, is the type of EmitEvent: it does not compile.
  it.each(Object.keys(logEvents))('%s is emitted somewhere', (name) => {
    expect(sources).toMatch(new RegExp(`emit\\(\\s*'${name}'`));
  });

  it('are the only way to the log: nothing in lambda/ writes to a console or to a stream', () => {
    expect(sources).not.toMatch(/console\.|process\.std(out|err)/);
  });
});
