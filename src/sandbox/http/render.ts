import { XMLBuilder } from 'fast-xml-parser';
import { namespaceOf, type Protocol } from './protocol.ts';
import { type AwsError, RawAnswer, type ServiceName, XmlMap } from './service.ts';

export interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface RenderTarget {
  readonly service: ServiceName | null;
  readonly operation: string;
  readonly protocol: Protocol;
  readonly requestId: string;
}

const contentTypes: Readonly<Record<Protocol, string>> = {
  'json-1.0': 'application/x-amz-json-1.0',
  'json-1.1': 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
  query: 'text/xml',
};

/** Renders what an operation answered in the protocol of the request. */
export function renderAnswer(target: RenderTarget, status: number, answer: unknown): Rendered {
  if (answer instanceof RawAnswer) return answer;
  const headers = { 'content-type': contentTypes[target.protocol] };
  if (target.protocol === 'query') return { status, headers, body: renderXmlAnswer(target, answer) };
  const body = status === 204 ? '' : JSON.stringify(withEpochSeconds(answer ?? {}));
  return { status, headers, body };
}

/** Renders a refusal as the service would: the code is where each protocol's clients look for it. */
export function renderError(target: RenderTarget, error: AwsError): Rendered {
  const headers: Record<string, string> = { 'content-type': contentTypes[target.protocol] };
  if (target.protocol === 'query') {
    return { status: error.status, headers, body: renderXmlError(target, error) };
  }
  headers['x-amzn-errortype'] = error.code;
  if (target.service === 'monitoring') headers['x-amzn-query-error'] = `${error.code};${senderOf(error)}`;
  if (target.protocol === 'rest-json') {
    const body = { Type: error.status < 500 ? 'User' : 'Service', Message: error.message, ...error.detail };
    return { status: error.status, headers, body: JSON.stringify({ ...body, message: error.message }) };
  }
  const body = { __type: error.code, message: error.message, ...error.detail };
  return { status: error.status, headers, body: JSON.stringify(body) };
}

function senderOf(error: AwsError): 'Sender' | 'Receiver' {
  return error.status < 500 ? 'Sender' : 'Receiver';
}

/** JSON protocols carry timestamps as epoch seconds (docs: smithy.io, awsJson timestamp format). */
function withEpochSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof XmlMap) return value.entries;
  if (Array.isArray(value)) return value.map(withEpochSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withEpochSeconds(member)]));
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

function renderXmlAnswer(target: RenderTarget, answer: unknown): string {
  return builder.build({
    [`${target.operation}Response`]: {
      '@xmlns': target.service ? namespaceOf(target.service) : '',
      [`${target.operation}Result`]: asXml(answer ?? {}),
      ResponseMetadata: { RequestId: target.requestId },
    },
  });
}

function renderXmlError(target: RenderTarget, error: AwsError): string {
  return builder.build({
    ErrorResponse: {
      '@xmlns': target.service ? namespaceOf(target.service) : '',
      Error: { Type: senderOf(error), Code: error.code, Message: error.message },
      RequestId: target.requestId,
    },
  });
}

function asXml(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof XmlMap) {
    return { entry: Object.entries(value.entries).map(([key, text]) => ({ key, value: text })) };
  }
  if (Array.isArray(value)) return { member: value.map(asXml) };
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, asXml(member)]));
}
