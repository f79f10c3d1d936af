/** A function as the sandbox keeps it. */
export interface FunctionRecord {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly ephemeralMb: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly logGroup: string;
  /** Absolute path of the program; null for a function whose runs end at once and do nothing. */
  readonly bundle: string | null;
  readonly environment: Readonly<Record<string, string>>;
  /** `<registry>/<repository>@sha256:<digest>` */
  imageUri: string;
  revisionId: string;
  lastModifiedMs: number;
  /** Until then the last update is in progress. */
  updatingUntilMs: number;
  /** Reserved concurrency; null where none is reserved. */
  reserved: number | null;
  asyncConfig: AsyncConfig | null;
  readonly versions: Map<string, PublishedVersion>;
  readonly aliases: Map<string, Alias>;
  /** By qualifier; '' is the unqualified function. */
  readonly policies: Map<string, PolicyStatement[]>;
}

export interface AsyncConfig {
  readonly maximumRetryAttempts: number | null;
  readonly maximumEventAgeSeconds: number | null;
  readonly lastModifiedMs: number;
}

export interface PublishedVersion {
  readonly version: string;
  readonly imageUri: string;
  readonly revisionId: string;
  readonly publishedMs: number;
  readonly description: string;
}

export interface Alias {
  readonly name: string;
  version: string;
  revisionId: string;
  description: string;
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: { readonly ArnLike: { readonly 'AWS:SourceArn': string } };
}

/** The digest after `@sha256:`, 64 hex digits. */
export function digestOf(imageUri: string): string {
  return imageUri.split('@sha256:')[1] ?? '';
}
