import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { maskPhonesIn } from '../../src/domain/mask-phones-in.ts';
import {
  alwaysLogged,
  type FieldKind,
  isLogged,
  type LogEventName,
  type LogLevel,
  logEvents,
} from '../../src/monitoring/log-events.ts';
import { metricService } from '../../src/monitoring/metrics.ts';
import type { EmitEvent } from './emit-event.ts';
import { plainText } from './plain-text.ts';
import {
  makeUnaffected,
  type PlatformLevel,
  passesPlatform,
  passingLevel,
  readPlatformLevel,
} from './platform-level.ts';

/** Powertools keeps the key `level` to itself. */
const shownLevel = 'shown_level';

/** Powertools leaves out what is null; here null says that something is not known, and stays. */
class WholeItem extends LogItem {
  override prepareForPrint(): void {}
}

/** The envelope that is declared, and not what Powertools would add to it by itself. */
class DeclaredFormatter extends LogFormatter {
  formatAttributes(envelope: UnformattedAttributes, line: LogAttributes): LogItem {
    const { [shownLevel]: level, ...fields } = line;
    const attributes = {
      timestamp: this.formatTimestamp(envelope.timestamp),
      level,
      message: envelope.message,
      service: envelope.serviceName,
    };
    return new WholeItem({ attributes }).addAttributes(fields);
  }
}

const logger = makeUnaffected(
  () => new Logger({ serviceName: metricService, logLevel: 'INFO', logFormatter: new DeclaredFormatter() }),
);

/**
 * The emitter of one run. It writes the declared fields of an event and drops all others, whatever the caller passed.
 * `leastLevel` is asked at each event: the telemetry switch is read after the run's log is open. An event that other parts
 * rely on is written whatever that switch and the platform's log level are; where the platform would drop its level, it
 * bears the least one that passes.
 */
export function openLog(
  runId: string,
  leastLevel: () => LogLevel = () => 'INFO',
  platformLevel: PlatformLevel = readPlatformLevel(process.env),
): EmitEvent {
  return (name, fields) => {
    const { level } = logEvents[name];
    const isAlways = alwaysLogged.includes(name);
    if (!isLogged(name, leastLevel()) || !(isAlways || passesPlatform(level, platformLevel))) return;
    const shown = isAlways ? passingLevel(level, platformLevel) : level;
    write(level, name, { [shownLevel]: shown, event: name, run_id: runId, ...declaredOnly(name, fields) });
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
