import type { SandboxContext } from '../sandbox-context.ts';

/**
 * What a service of the sandbox is: a name and its operations. The front (http/front.ts) routes a request to an
 * operation, renders the answer in the service's own protocol, applies faults and gives the request id.
 */
export interface SandboxService {
  /** The signing name: events, lambda, logs, monitoring, dynamodb, sts, sns, iam, secretsmanager, ecr, cloudtrail. */
  readonly name: ServiceName;
  readonly operations: Readonly<Record<string, Operation>>;
}

export type ServiceName =
  | 'events'
  | 'lambda'
  | 'logs'
  | 'monitoring'
  | 'dynamodb'
  | 'sts'
  | 'sns'
  | 'iam'
  | 'secretsmanager'
  | 'ecr'
  | 'cloudtrail';

/**
 * Answers the body as plain data, or a RawAnswer. `Date` values become epoch seconds in JSON and ISO 8601 in XML; in
 * XML a list becomes `<member>` elements and an XmlMap becomes `<entry>` elements. Refuse by throwing AwsError; a
 * ZodError thrown by a schema is answered as the service's validation error.
 */
export type Operation = (input: Input, call: ServiceCall) => Promise<unknown>;

/**
 * JSON services: the parsed body. Query services (STS, SNS, IAM): the flat form fields, all strings, without Action and
 * Version. Lambda: the JSON body's fields, joined by the path's and the query's (FunctionName, Qualifier, ...).
 */
export type Input = Readonly<Record<string, unknown>>;

export interface ServiceCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Input;
  readonly rawBody: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** Virtual time at which the request arrived, milliseconds. */
  readonly nowMs: number;
  readonly userAgent: string;
  /** Of the signature; null where the request is not signed. */
  readonly accessKeyId: string | null;
  /** A fault told this call to answer with data as they were before the latest writes. */
  readonly isStale: boolean;
  readonly context: SandboxContext;
}

/** An answer that is already rendered: passed through byte for byte. */
export class RawAnswer {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** A string map that XML renders as `<entry><key/><value/></entry>` (SNS attributes). */
export class XmlMap {
  readonly entries: Readonly<Record<string, string>>;

  constructor(entries: Readonly<Record<string, string>>) {
    this.entries = entries;
  }
}

/** A refusal as the service itself would give it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error document, such as Lambda's Reason. */
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status: number, detail: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}

/** Shorthand: `throw awsError('ResourceNotFoundException', 'Rule x does not exist.')`. Status 400 unless told. */
export function awsError(code: string, message: string, status = 400): AwsError {
  return new AwsError(code, message, status);
}
