/* Waits for work no longer than it may take, in real time: a stopping lever must not wait for what it does not need. */

export type Timely<T> =
  | { readonly state: 'in-time'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'late' };

/** Never rejects. Work that is late goes on, and its later failure is nobody's unhandled rejection. */
export async function withinDeadline<T>(deadlineMs: number, work: Promise<T>): Promise<Timely<T>> {
  const { promise: late, resolve } = Promise.withResolvers<Timely<T>>();
  const timer = setTimeout(() => resolve({ state: 'late' }), deadlineMs);
  const settled = work.then(
    (value): Timely<T> => ({ state: 'in-time', value }),
    (error: unknown): Timely<T> => ({ state: 'failed', error }),
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}
