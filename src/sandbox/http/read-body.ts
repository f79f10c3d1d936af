import type { IncomingMessage } from 'node:http';

/** The largest body that any service here takes: Lambda's 6 MB synchronous payload and room for its encoding. */
const longestBody = 8 * 1024 * 1024;

/** Throws RangeError where the body is longer than any service takes. */
export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > longestBody) throw new RangeError(`body over ${longestBody} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Header fields as one string each, names in lower case. */
export function plainHeaders(message: IncomingMessage): Readonly<Record<string, string>> {
  const pairs = Object.entries(message.headers).map(([name, value]) => [name, String(value ?? '')]);
  return Object.fromEntries(pairs);
}
