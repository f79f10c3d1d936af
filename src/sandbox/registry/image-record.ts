import { createHash } from 'node:crypto';

export interface RepositoryRecord {
  readonly name: string;
  readonly arn: string;
  readonly uri: string;
  readonly isImmutable: boolean;
  readonly isScannedOnPush: boolean;
  readonly createdMs: number;
  readonly images: ImageRecord[];
}

export interface ImageRecord {
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  readonly manifest: string;
  readonly pushedMs: number;
  tags: readonly string[];
}

/** The digest of an image is that of its manifest (OCI image spec). */
export function digestOf(manifest: string): string {
  return `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
}

const noFindings = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFORMATIONAL: 0, UNDEFINED: 0 };

/** What scan-on-push found: nothing, since there is nothing in these images. */
export function scanOf(image: ImageRecord) {
  return {
    imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
    imageScanFindings: {
      imageScanCompletedAt: new Date(image.pushedMs),
      vulnerabilitySourceUpdatedAt: new Date(image.pushedMs),
      findings: [],
      findingSeverityCounts: noFindings,
    },
  };
}

/** An entry of DescribeImages. */
export function imageDetail(
  repository: RepositoryRecord,
  image: ImageRecord,
  account: string,
): Record<string, unknown> {
  return {
    registryId: account,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(image.tags.length === 0 ? {} : { imageTags: image.tags }),
    imageSizeInBytes: inventedSizeBytes,
    imagePushedAt: new Date(image.pushedMs),
    ...(repository.isScannedOnPush ? scanSummary(image) : {}),
    imageManifestMediaType: manifestMediaType,
    artifactMediaType: 'application/vnd.docker.container.image.v1+json',
  };
}

export const manifestMediaType = 'application/vnd.docker.distribution.manifest.v2+json';

function scanSummary(image: ImageRecord): Record<string, unknown> {
  const { imageScanStatus, imageScanFindings } = scanOf(image);
  const { findings: _findings, ...imageScanFindingsSummary } = imageScanFindings;
  return { imageScanStatus, imageScanFindingsSummary };
}

const inventedSizeBytes = 123_456_789;
