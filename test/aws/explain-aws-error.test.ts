import { execFileSync } from 'node:child_process';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, it } from 'vitest';
import { ruleServiceOver } from '../../src/aws/event-bridge.ts';
import type { RuleService } from '../../src/aws/services.ts';
import type { ErrorCode } from '../../src/errors/catalogue.ts';
import { OperatorError } from '../../src/errors/operator-error.ts';
import { awsOver, pointSdkAt, region } from './aws-over.ts';
import {
  type Answer,
  html,
  inventedRequestId,
  json,
  reset,
  serviceError,
  silence,
  startWireServer,
  tornBody,
  type WireServer,
} from './wire-server.ts';

let server: WireServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

interface Expectation {
  readonly name: string;
  readonly answer: Answer;
  readonly read: ErrorCode;
  readonly write: ErrorCode;
}

const own: readonly Expectation[] = [
  same('a refusal for lack of permission', serviceError(400, 'AccessDeniedException'), 'AWS_ACCESS_DENIED'),
  same('a bad signature', serviceError(403, 'InvalidSignatureException'), 'AWS_ACCESS_DENIED'),
  same('expired credentials', serviceError(400, 'ExpiredTokenException'), 'AWS_ACCESS_DENIED'),
  same('throttling', serviceError(400, 'ThrottlingException'), 'AWS_THROTTLED'),
  same('a validation error', serviceError(400, 'ValidationException'), 'AWS_REJECTED'),
  same('a concurrent change', serviceError(400, 'ConcurrentModificationException'), 'AWS_REJECTED'),
  same('an error of the service itself', serviceError(500, 'InternalException'), 'AWS_REJECTED'),
];

const notOwn: readonly Expectation[] = [
  doubtful('an HTML 503', html(503)),
  doubtful('an HTML 200', html(200)),
  doubtful('an empty 503', (response) => response.writeHead(503).end()),
  doubtful('a 200 without a request id', (response) => response.writeHead(200).end('{}')),
  doubtful('a torn body', tornBody),
  doubtful('a reset connection', reset),
];

describe('an answer of the service itself', () => {
  it.each(own)('explains $name with its request id', async ({ answer, read, write }) => {
    const rules = await rulesOver(answer);

    const [readError, writeError] = await Promise.all([
      failureOf(rules.targets('r')),
      failureOf(rules.enable('r')),
    ]);

    expect([readError.code, writeError.code]).toEqual([read, write]);
    expect([readError.requestId, writeError.requestId]).toEqual([inventedRequestId, inventedRequestId]);
  });

  it('is null where a described thing is not there, and an error where a write needs it', async () => {
    const rules = await rulesOver(serviceError(400, 'ResourceNotFoundException'));

    expect(await rules.describe('gone')).toBeNull();
    expect((await failureOf(rules.enable('gone'))).code).toBe('AWS_NOT_FOUND');
  });

  it('names the call, its subject, what is true and what comes next', async () => {
    const rules = await rulesOver(serviceError(400, 'AccessDeniedException', 'not authorized'));

    const { text } = await failureOf(rules.disable('the-rule'));

    expect(text.what).toBe(
      'AWS refused events:DisableRule on rule the-rule (AccessDeniedException: not authorized).',
    );
    expect(text.now).toBe('This call changed nothing.');
    expect(text.next).toContain('Grant events:DisableRule');
  });
});

describe('credentials whose session has ended', () => {
  it.each(['ExpiredTokenException', 'ExpiredToken', 'TokenRefreshRequired'])(
    'are named so (%s), and the next step is to sign in, not to grant anything',
    async (name) => {
      const rules = await rulesOver(
        serviceError(400, name, 'The security token included in the request is expired'),
      );

      const { text } = await failureOf(rules.disable('the-rule'));

      expect(text.what).toContain('the session of these credentials has ended');
      expect(text.next).toMatch(/^Sign in .*aws sts get-caller-identity$/);
    },
  );
});

describe('an answer that is not the service’s own is no answer', () => {
  it.each(notOwn)('$name: unreachable for a read, in doubt for a write', async ({ answer, read, write }) => {
    const rules = await rulesOver(answer);

    const readError = await failureOf(rules.targets('r'));
    const writeError = await failureOf(rules.enable('r'));

    expect([readError.code, writeError.code]).toEqual([read, write]);
    expect(writeError.exitCode).toBe(7);
    expect(readError.exitCode).toBe(5);
  });

  it('names the status of a page that no service wrote', async () => {
    const rules = await rulesOver(html(503));

    expect((await failureOf(rules.enable('r'))).text.what).toBe(
      "events:EnableRule on rule r got no usable answer (HTTP 503, but not the service's own answer).",
    );
  });

  it('silence until the time limit: unreachable for a read, in doubt for a write', async () => {
    server = await startWireServer(silence);
    pointSdkAt(server.origin);
    const requestHandler = { requestTimeout: 50, throwOnRequestTimeout: true };
    const client = new EventBridgeClient({ region, maxAttempts: 1, requestHandler });
    const rules = ruleServiceOver({ reader: client, writer: client });

    expect((await failureOf(rules.describe('r'))).code).toBe('AWS_UNREACHABLE');
    expect((await failureOf(rules.enable('r'))).code).toBe('WRITE_IN_DOUBT');
  });

  it('answers a parsed field of another type like no answer', async () => {
    const rules = await rulesOver(json(200, { Name: 'r', Arn: 'arn' }));

    expect((await failureOf(rules.describe('r'))).code).toBe('AWS_UNREACHABLE');
  });
});

describe('a call that never left this machine', () => {
  it('is known to have changed nothing where nobody listens, even as a write', async () => {
    server = await startWireServer(silence);
    const { origin } = server;
    await server.stop();
    server = null;
    const { aws } = awsOver(origin);

    expect((await failureOf(aws.rules.enable('r'))).code).toBe('AWS_UNREACHABLE');
  });

  it('is known to have changed nothing where the name does not resolve', async () => {
    const { aws } = awsOver('http://nowhere.invalid');

    expect((await failureOf(aws.rules.enable('r'))).code).toBe('AWS_UNREACHABLE');
  });

  it('is known to have changed nothing where no TLS was agreed on: the other side speaks none', async () => {
    server = await startWireServer(json(200, {}));
    const { aws } = awsOver(server.origin.replace('http:', 'https:'));

    expect((await failureOf(aws.rules.enable('r'))).code).toBe('AWS_UNREACHABLE');
  });

  it.each([
    ['it is cut in the middle', (socket: Socket) => socket.end()],
    ['it answers what is no TLS', (socket: Socket) => socket.end('220 mail.invalid ready\r\n')],
  ])('is known to have changed nothing where the handshake fails: %s', async (_, answer) => {
    const listener = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => answer(socket));
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    const { aws } = awsOver(`https://127.0.0.1:${port}`);

    const { code } = await failureOf(aws.rules.enable('r'));
    listener.close();

    expect(code).toBe('AWS_UNREACHABLE');
  });

  it("is known to have changed nothing where the certificate is nobody's", async () => {
    const { key, cert } = selfSigned();
    const listener = createTlsServer({ key, cert }, (_, response) => response.writeHead(200).end('{}'));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    const { aws } = awsOver(`https://127.0.0.1:${port}`);

    const { code, text } = await failureOf(aws.rules.enable('r'));
    listener.close();

    expect([code, text.what]).toEqual([
      'AWS_UNREACHABLE',
      expect.stringContaining('self-signed certificate'),
    ]);
  });

  it('says that credentials are missing, and sends nothing', async () => {
    server = await startWireServer(json(200, {}));
    const { aws, records } = awsOver(server.origin);
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;

    const error = await failureOf(aws.rules.enable('r'));

    expect(error.code).toBe('CREDENTIALS_MISSING');
    expect(server.requests).toHaveLength(0);
    expect(records).toHaveLength(0);
  });
});

/** A throw-away key and its own certificate. */
function selfSigned(): { readonly key: string; readonly cert: string } {
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=invented -keyout - -out -';
  const pem = execFileSync('openssl', words.split(' '), {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [key = '', cert = ''] = pem.match(/-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g) ?? [];
  return { key, cert };
}

function same(name: string, answer: Answer, code: ErrorCode): Expectation {
  return { name, answer, read: code, write: code };
}

function doubtful(name: string, answer: Answer): Expectation {
  return { name, answer, read: 'AWS_UNREACHABLE', write: 'WRITE_IN_DOUBT' };
}

async function rulesOver(answer: Answer): Promise<RuleService> {
  server = await startWireServer(answer);
  return awsOver(server.origin).aws.rules;
}

async function failureOf(call: Promise<unknown>): Promise<OperatorError> {
  const error = await call.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof OperatorError) return error;
  throw error;
}
