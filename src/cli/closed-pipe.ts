/**
 * A reader that leaves (`| head`, a pager that is closed) must not end a rollback in its middle: what is written after it
 * is dropped, and the ledger has it all the same. The signal is aborted when it left, for a command that only looks.
 */
export function outliveReader(stream: NodeJS.WritableStream): AbortSignal {
  const gone = new AbortController();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    gone.abort();
  });
  return gone.signal;
}
