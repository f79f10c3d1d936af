/** One environment of naver-sms.config.yaml. Names of live things are starting points that preflight checks, never facts. */
export interface Environment {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly rule: string;
  readonly function: string;
  readonly relay: string;
  readonly legacy: LegacySender;
  /** Rules that must never be enabled together with `rule`. */
  readonly otherSenderRules: readonly string[];
  readonly tables: TableNames;
  /** Where `rollback --drill` may act; null where no drill target is configured. */
  readonly drill: DrillTarget | null;
  /** Path of VALIDATION.md, absolute. */
  readonly evidence: string;
  /** Path of the OpenSSH private key that signs heads, absolute; null where runs end unsigned. */
  readonly signingKey: string | null;
}

export interface LegacySender {
  readonly rule: string;
  readonly function: string;
  readonly operational: boolean;
}

export interface DrillTarget {
  readonly rule: string;
  readonly function: string;
}

export interface TableNames {
  readonly sms: string;
  readonly claims: string;
  readonly session: string;
  readonly control: string;
}
