/*
 * The application log level of Lambda's advanced logging controls. Where it is set, Lambda itself drops each JSON line
 * whose `level` is below it, and counts a line without one as INFO.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */

/** Levels of that setting, the most detailed first. */
const platformLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

export type PlatformLevel = (typeof platformLevels)[number];

/** The least level that Lambda lets through; INFO where nothing (or nothing valid) is set. */
export function readPlatformLevel(environment: Readonly<Record<string, string | undefined>>): PlatformLevel {
  const written = environment.AWS_LAMBDA_LOG_LEVEL?.toUpperCase();
  return platformLevels.find((level) => level === written) ?? 'INFO';
}

/** Whether Lambda lets a line of this level through. */
export function passesPlatform(level: PlatformLevel, least: PlatformLevel): boolean {
  return platformLevels.indexOf(level) >= platformLevels.indexOf(least);
}

/** The level that a line must bear which has to be written whatever the setting: its own, or the least that passes. */
export function passingLevel(own: PlatformLevel, least: PlatformLevel): PlatformLevel {
  return passesPlatform(own, least) ? own : least;
}

/**
 * What Powertools reads when an object of it is made, and what would silence or reshape our lines: the level of the
 * platform (we apply it ourselves), its development mode (lines over several lines, no metrics), and its off switch.
 */
const switches = ['AWS_LAMBDA_LOG_LEVEL', 'POWERTOOLS_DEV', 'POWERTOOLS_METRICS_DISABLED'] as const;

/** Makes something of Powertools without those settings, which stand again afterwards. */
export function makeUnaffected<Made>(make: () => Made, environment = process.env): Made {
  const before = switches.map((name) => [name, environment[name]] as const);
  for (const name of switches) delete environment[name];
  try {
    return make();
  } finally {
    for (const [name, value] of before) if (value !== undefined) environment[name] = value;
  }
}
