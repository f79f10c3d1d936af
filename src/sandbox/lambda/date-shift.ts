/** What the sandbox tells a child process: a new offset of its clock, or to mark the end of its output so far. */
export type ChildOrder = { readonly offsetMs: number } | { readonly mark: string };

/**
 * A module that node preloads into a Lambda's child process: it shifts Date by the sandbox's offset, ends the child when
 * the sandbox dies (its end of stdin closes), and makes output blocking, because a child that is ended right after its
 * answer loses lines that are still queued (seen with 200 kB of them). Over the channel to its parent it takes a new
 * offset for the next invocation, and marks the end of its output. The program itself knows nothing of it.
 */
export function preloadModule(offsetMs: number): string {
  const source = `
    const RealDate = Date;
    let offsetMs = ${offsetMs};
    const now = () => RealDate.now() + offsetMs;
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
      apply: () => new RealDate(now()).toString(),
      get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
    });
    RealDate.prototype.constructor = globalThis.Date;
    const outputs = [process.stdout, process.stderr];
    for (const stream of outputs) stream._handle?.setBlocking?.(true);
    process.stdin.on('end', () => process.exit(137)).on('error', () => process.exit(137)).resume().unref();
    process.on('message', (order) => {
      if ('offsetMs' in order) offsetMs = order.offsetMs;
      else for (const stream of outputs) stream.write(order.mark + '\\n');
      process.send('done');
    });
    process.channel?.unref();
  `;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
