import { isLambdaPath, matchLambdaRoute } from './lambda-routes.ts';
import {
  isServiceName,
  type Protocol,
  protocols,
  readSignature,
  readTarget,
  serviceOfVersion,
} from './protocol.ts';
import { unflatten } from './query-form.ts';
import type { Input, ServiceName } from './service.ts';

export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a request asks for. `operation` may be one that nobody has; `service` is null where nothing tells it. */
export interface Routed {
  readonly service: ServiceName | null;
  readonly operation: string;
  readonly protocol: Protocol;
  readonly input: Input;
  /** HTTP status of a success. */
  readonly status: number;
}

/** Reads who is asked for what: by X-Amz-Target, by Lambda's REST paths, or by the form field Action. */
export function route(request: WireRequest): Routed {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return routeTarget(target, request);
  if (isLambdaPath(request.url.pathname)) return routeLambda(request);
  return routeForm(request);
}

function routeTarget(target: string, request: WireRequest): Routed {
  const read = readTarget(target);
  if (!read) return { service: null, operation: target, protocol: 'json-1.1', input: {}, status: 200 };
  return { ...read, protocol: protocols[read.service], input: parseObject(request.body), status: 200 };
}

function routeLambda(request: WireRequest): Routed {
  const matched = matchLambdaRoute(request.method, request.url.pathname);
  const asked = `${request.method} ${request.url.pathname}`;
  const base = { service: 'lambda', protocol: 'rest-json' } as const;
  if (!matched) return { ...base, operation: asked, input: {}, status: 404 };
  const query = Object.fromEntries(request.url.searchParams);
  // An invocation's body is the event itself, not fields of the call.
  const fields = matched.operation === 'Invoke' ? {} : parseObject(request.body);
  const input = { ...fields, ...query, ...matched.path };
  return { ...base, operation: matched.operation, input, status: matched.status };
}

function routeForm(request: WireRequest): Routed {
  const form = new URLSearchParams(request.body.toString('utf8') || request.url.search);
  const { Action: action = 'unknown', Version: version = '', ...fields } = Object.fromEntries(form);
  const service = serviceOfVersion(version) ?? signedService(request);
  // CloudWatch's operations read the nested form, because its JSON protocol is nested too.
  const input = service === 'monitoring' ? unflatten(fields) : fields;
  return { service, operation: action, protocol: 'query', input, status: 200 };
}

function signedService(request: WireRequest): ServiceName | null {
  const name = readSignature(request.headers.authorization ?? '')?.signingName;
  return name !== undefined && isServiceName(name) ? name : null;
}

/** Throws SyntaxError where the body is not a JSON object. */
function parseObject(body: Buffer): Input {
  if (body.length === 0) return {};
  const value: unknown = JSON.parse(body.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError('not an object');
  // A JSON object that is not a list is a record of unknown members.
  return value as Input;
}
