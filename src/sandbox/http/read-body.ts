import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unzip = promisify(gunzip);

/** The largest body that any service here takes: Lambda's 6 MB synchronous payload and room for its encoding. */
const longestBody = 8 * 1024 * 1024;

/**
 * The whole body, unpacked: the SDK compresses PutMetricData above 10,240 bytes. Throws RangeError if it is longer than any
 * service takes.
 */
export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > longestBody) throw new RangeError(`body over ${longestBody} bytes`);
    chunks.push(bytes);
  }
  const body = Buffer.concat(chunks);
  return message.headers['content-encoding'] === 'gzip'
    ? await unzip(body, { maxOutputLength: longestBody })
    : body;
}

/** Header fields as one string each, names in lower case. */
export function plainHeaders(message: IncomingMessage): Readonly<Record<string, string>> {
  const pairs = Object.entries(message.headers).map(([name, value]) => [name, String(value ?? '')]);
  return Object.fromEntries(pairs);
}
