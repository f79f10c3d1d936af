/** What a write fails with where nobody reads: a pipe that was closed, a terminal that is gone. */
const readerLeft = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

/**
 * A reader that leaves (`| head`, a pager that is closed) must not end a rollback in its middle: what is written after it
 * is dropped, and the ledger has it all the same. The signal is aborted when it left, for a command that only looks.
 */
export function outliveReader(stream: NodeJS.WritableStream): AbortSignal {
  const gone = new AbortController();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerLeft.includes(error.code ?? '')) throw error;
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
