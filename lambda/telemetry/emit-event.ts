import type { LogEventName, LogFields } from '../../src/monitoring/log-events.ts';

/** Writes one declared log event of this run. `run_id` and `event` are added by the emitter. */
export type EmitEvent = <Name extends LogEventName>(name: Name, fields: LogFields<Name>) => void;
