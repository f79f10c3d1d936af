import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { maskPhonesIn } from '../../src/domain/mask-phones-in.ts';
import {
  type FieldKind,
  isLogged,
  type LogEventName,
  type LogLevel,
  logEvents,
} from '../../src/monitoring/log-events.ts';
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

/**
 * The emitter of one run. It writes the declared fields of an event and drops all others, whatever the caller passed.
 * `leastLevel` is asked at each event: the telemetry switch is read after the run's log is open.
 */
export function openLog(runId: string, leastLevel: () => LogLevel = () => 'INFO'): EmitEvent {
  return (name, fields) => {
    if (!isLogged(name, leastLevel())) return;
    const line = { event: name, run_id: runId, ...declaredOnly(name, fields) };
    write(logEvents[name].level, name, line);
  };
}

function declaredOnly(
  name: LogEventName,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const declared: readonly [string, FieldKind][] = Object.entries(logEvents[name].fields);
  return Object.fromEntries(declared.map(([field, kind]) => [field, clean(kind, fields[field])]));
}

/** By kind: a masked phone is what it must be, and a text may quote a vendor who quotes a customer's number. */
function clean(kind: FieldKind, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (kind === 'masked-phone') return /^\d{0,3}-\*{4}-\d{0,4}$/.test(value) ? value : 'not masked';
  return plainText(maskPhonesIn(value));
}

function write(level: LogLevel, name: string, line: Record<string, unknown>): void {
  if (level === 'ERROR') logger.error(name, line);
  else if (level === 'WARN') logger.warn(name, line);
  else logger.info(name, line);
}
