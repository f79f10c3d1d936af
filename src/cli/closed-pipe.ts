/**
 * A reader that leaves (`| head`, a pager that is closed), a full disk or a terminal that is gone must not end a rollback in
 * its middle: what cannot be written is dropped, and the ledger has it all the same. The signal is aborted at the first
 * failure, for a command that only looks. It covers a stream that throws and one that emits its error.
 */
export function outliveReader(stream: NodeJS.WritableStream): AbortSignal {
  const gone = new AbortController();
  stream.on('error', () => gone.abort());
  return gone.signal;
}

/** The same for a terminal that hangs up, as where a connection breaks; Node would end at SIGHUP. */
export function outliveHangUp(source: { on(name: 'SIGHUP', listener: () => void): unknown }): AbortSignal {
  const gone = new AbortController();
  source.on('SIGHUP', () => gone.abort());
  return gone.signal;
}
