import type { TelemetryItem } from './control-item.ts';

/** The part of the telemetry item that decides; the rest says who set it. */
export type TelemetrySetting = Pick<TelemetryItem, 'notify' | 'logLevel'>;

/** What holds where no item is. */
export const fullTelemetry: TelemetrySetting = { notify: 'all', logLevel: 'INFO' };

const told: Readonly<Record<TelemetryItem['notify'], string>> = {
  all: 'every scheduled run sends a summary to Telegram and Slack',
  failures: 'only runs that need a person send a summary to Telegram and Slack',
  off: 'no run sends a summary to Telegram or Slack, and only alarms tell of trouble',
};

/** One sentence on what runs tell. */
export function telemetrySentence({ notify, logLevel }: TelemetrySetting): string {
  const logged = logLevel === 'INFO' ? 'everything is logged' : `what is below ${logLevel} is not logged`;
  return `${told[notify]}; ${logged}`;
}

/** `notify failures, log level WARN` */
export function telemetryText(setting: TelemetrySetting | null): string {
  const { notify, logLevel } = setting ?? fullTelemetry;
  return `notify ${notify}, log level ${logLevel}${setting === null ? ' (never set)' : ''}`;
}
