import { Logger } from '@aws-lambda-powertools/logger';
import { type LogEventName, logEvents } from '../../src/monitoring/log-events.ts';
import { metricService } from '../../src/monitoring/metrics.ts';
import type { EmitEvent } from './emit-event.ts';
import { plainText } from './plain-text.ts';

const logger = new Logger({ serviceName: metricService, logLevel: 'INFO' });

/** The emitter of one run. It writes the declared fields of an event and drops all others, whatever the caller passed. */
export function openLog(runId: string): EmitEvent {
  return (name, fields) => {
    const line = { event: name, run_id: runId, ...declaredOnly(name, fields) };
    write(logEvents[name].level, name, line);
  };
}

function declaredOnly(
  name: LogEventName,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const declared = Object.keys(logEvents[name].fields);
  return Object.fromEntries(declared.map((field) => [field, clean(fields[field])]));
}

function clean(value: unknown): unknown {
  return typeof value === 'string' ? plainText(value) : value;
}

function write(level: 'INFO' | 'WARN' | 'ERROR', name: string, line: Record<string, unknown>): void {
  if (level === 'ERROR') logger.error(name, line);
  else if (level === 'WARN') logger.warn(name, line);
  else logger.info(name, line);
}
