import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logEvents } from '../../src/monitoring/log-events.ts';

const lambda = join(import.meta.dirname, '../../lambda');
const files = readdirSync(lambda, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(lambda, file), 'utf8') }));
const sources = files.map(({ text }) => text).join('\n');
const holding = (pattern: RegExp) => files.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

describe('the declared log events', () => {
  it.each(Object.keys(logEvents))('%s is emitted somewhere', (name) => {
    expect(sources).toMatch(new RegExp(`emit\\(\\s*'${name}'`));
  });

  // The type of EmitEvent says the same; this holds where somebody casts.
  it('are all that is emitted', () => {
    const emitted = [...sources.matchAll(/emit\(\s*'(\w+)'/g)].map((found) => found[1] ?? '');
    expect(emitted.length).toBeGreaterThan(20);
    expect(emitted.filter((name) => !(name in logEvents))).toEqual([]);
  });

  it('and metrics leave through one file each', () => {
    expect(holding(/aws-lambda-powertools\/logger'/)).toEqual(['telemetry/open-log.ts']);
    expect(holding(/aws-lambda-powertools\/metrics'/)).toEqual(['telemetry/publish-metrics.ts']);
    expect(holding(/\b_aws\b|PutMetricData/)).toEqual([]);
  });

  it('carry phones only as masked ones, and nothing that is a name, a text, a cookie or a secret', () => {
    const fields = Object.values(logEvents).flatMap(({ fields }) => Object.entries(fields));
    expect(fields.filter(([name]) => /phone/.test(name)).map(([, kind]) => kind)).not.toContain('text');
    const personal = /customer|content|subject|cookie|token|secret|password|^name$/;
    expect(fields.map(([name]) => name).filter((name) => personal.test(name))).toEqual([]);
  });

  it('are the only way to the log: nothing in lambda/ writes to a console or to a stream', () => {
    expect(sources).not.toMatch(/console\.|process\.std(out|err)/);
  });
});
