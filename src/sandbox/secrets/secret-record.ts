/** A secret as the sandbox keeps it. Values are invented, and still never shown by Describe or List. */
export interface SecretRecord {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly createdMs: number;
  readonly versions: SecretVersion[];
}

export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdMs: number;
  stages: readonly string[];
}

export const currentStage = 'AWSCURRENT';
export const previousStage = 'AWSPREVIOUS';

/** Adds a version: it is current, and what was current is previous (vendor: PutSecretValue). */
export function addVersion(secret: SecretRecord, version: Omit<SecretVersion, 'stages'>): void {
  for (const older of secret.versions) {
    older.stages = older.stages.includes(currentStage) ? [previousStage] : [];
  }
  secret.versions.push({ ...version, stages: [currentStage] });
}

/** Version ids with their stages; versions without a stage are not listed (vendor: DescribeSecret). */
export function stagesByVersion(secret: SecretRecord): Record<string, readonly string[]> {
  return Object.fromEntries(
    secret.versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]),
  );
}
