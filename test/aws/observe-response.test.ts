import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observeResponse } from '../../src/aws/observe-response.ts';
import { decideTarget } from '../../src/domain/target.ts';
import { describeIfPresent } from '../support/needs.ts';

const missing = spawnSync('openssl', ['version']).status === 0 ? null : 'openssl is not installed';

const asked = { protocol: 'https:', hostname: 'sts.ap-northeast-2.amazonaws.com' };
const answered = (body: unknown, headers = {}) => ({ statusCode: 200, headers, body });

describeIfPresent(missing, 'an answer over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'naver-sms-tls-'));
  const certificateFile = join(folder, 'certificate.pem');
  const keyFile = join(folder, 'key.pem');
  let port: number;
  let stop: () => void;

  beforeAll(async () => {
    const subject = [
      '-subj',
      '/C=KR/O=Invented Authority/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    ];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
    spawnSync('openssl', ['req', '-x509', '-days', '1', ...key, '-out', certificateFile, ...subject]);
    const pair = { cert: readFileSync(certificateFile), key: readFileSync(keyFile) };
    const server = createServer(pair, (_request, response) => response.end('{}'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    stop = () => server.close();
  });
  afterAll(() => {
    stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function answer(trust: object): Promise<IncomingMessage> {
    const sent = request({ host: '127.0.0.1', servername: 'localhost', port, agent: false, ...trust }).end();
    const [response] = await once(sent, 'response');
    return response;
  }

  it('names the issuer of a certificate that was verified', async () => {
    const response = await answer({ ca: readFileSync(certificateFile) });

    const seen = observeResponse(asked, answered(response), {});

    expect(seen?.endpoint.certificateIssuer).toBe('KR, Invented Authority, localhost');
    expect(seen && decideTarget(seen.endpoint)).toBe('aws');
    response.resume();
  });

  it('names none where verification was switched off, so that it is not AWS', async () => {
    const response = await answer({ rejectUnauthorized: false });

    const seen = observeResponse(asked, answered(response), {});

    expect(seen?.endpoint.certificateIssuer).toBeNull();
    expect(seen && decideTarget(seen.endpoint)).toBe('other');
    response.resume();
  });
});

describe('an override', () => {
  it.each([
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    { AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://127.0.0.1:1' },
    { NODE_EXTRA_CA_CERTS: '/tmp/ca.pem' },
    { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    { AWS_CA_BUNDLE: '/tmp/ca.pem' },
    { NODE_OPTIONS: '--use-system-ca' },
  ])('is in force by %o', (environment) => {
    expect(observeResponse(asked, answered(null), environment)?.endpoint.overridden).toBe(true);
  });

  it.each([
    {},
    { AWS_ENDPOINT_URL: '' },
    { NODE_OPTIONS: '--enable-source-maps' },
    { AWS_REGION: 'eu-west-1' },
  ])('is not in force by %o', (environment) => {
    expect(observeResponse(asked, answered(null), environment)?.endpoint.overridden).toBe(false);
  });

  it.each(['amazonaws.com.invented.example', 'sts.invented.example', 'a.b.c.amazonaws.com', '127.0.0.1'])(
    'is in force by the host %s, wherever it was configured',
    (hostname) => {
      const seen = observeResponse({ ...asked, hostname }, answered(null), {});

      expect(seen?.endpoint.overridden).toBe(true);
    },
  );
});

describe('an answer of the sandbox', () => {
  it('is known by its header, with host, port and offset', () => {
    const headers = { 'x-naver-sms-sandbox': '1', 'x-naver-sms-time-offset-ms': '1500', date: 'a date' };
    const local = { protocol: 'http:', hostname: '127.0.0.1', port: 4566 };

    const seen = observeResponse(local, answered(null, headers), {});

    expect(seen).toMatchObject({
      endpoint: { saidSandbox: true, host: '127.0.0.1:4566' },
      serverDate: 'a date',
      sandbox: { origin: 'http://127.0.0.1:4566', offsetMs: 1_500 },
    });
  });
});
