/** An HTTP answer, its body read as JSON where it is JSON (null otherwise). */
export interface JsonAnswer {
  readonly status: number;
  /** Seconds that the Retry-After header asks for; null where there is none. */
  readonly retryAfterSeconds: number | null;
  readonly body: unknown;
}

export interface JsonPost {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const timeoutMs = 5_000;

/**
 * Posts JSON. Null: no answer came (network, timeout, torn body). The cause is dropped on purpose: Telegram's bot token
 * is part of the URL, and errors of fetch quote URLs.
 */
export async function postJson(post: JsonPost): Promise<JsonAnswer | null> {
  try {
    const response = await fetch(post.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...post.headers },
      body: JSON.stringify(post.body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : null;
    return { status: response.status, retryAfterSeconds, body: readJson(await response.text()) };
  } catch {
    return null;
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
