/** What a write fails with where nobody reads: a pipe that was closed, a terminal that is gone. */
const readerLeft = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

/**
 * A reader that leaves (`| head`, a pager that is closed), a full disk or a terminal that is gone must not end a rollback in
 * its middle: what cannot be written is dropped, and the ledger has it all the same. The signal is aborted at the first
 * failure, for a command that only looks. `tell` is given the error's code once, unless the reader left by itself.
 */
export function outliveReader(
  stream: NodeJS.WritableStream,
  tell: (code: string) => void = () => undefined,
): AbortSignal {
  const gone = new AbortController();
  stream.on('error', ({ code = 'unknown error' }: NodeJS.ErrnoException) => {
    if (!gone.signal.aborted && !readerLeft.includes(code)) tell(code);
    gone.abort();
  });
  return gone.signal;
}

/** The same for a terminal that hangs up, as where a connection breaks; Node would end at SIGHUP. */
export function outliveHangUp(source: { on(name: 'SIGHUP', listener: () => void): unknown }): AbortSignal {
  const gone = new AbortController();
  source.on('SIGHUP', () => gone.abort());
  return gone.signal;
}
