import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { type LogEventName, logEvents } from '../../src/monitoring/log-events.ts';
import { metricService } from '../../src/monitoring/metrics.ts';
import type { EmitEvent } from './emit-event.ts';
import { plainText } from './plain-text.ts';

/** Powertools leaves out what is null; here null says that something is not known, and stays. */
class WholeItem extends LogItem {
  override prepareForPrint(): void {}
}

/** The envelope that is declared, and not what Powertools would add to it by itself. */
class DeclaredFormatter extends LogFormatter {
  formatAttributes(envelope: UnformattedAttributes, fields: LogAttributes): LogItem {
    const attributes = {
      timestamp: this.formatTimestamp(envelope.timestamp),
      level: envelope.logLevel,
      message: envelope.message,
      service: envelope.serviceName,
    };
    return new WholeItem({ attributes }).addAttributes(fields);
  }
}

const logger = new Logger({
  serviceName: metricService,
  logLevel: 'INFO',
  logFormatter: new DeclaredFormatter(),
});

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
