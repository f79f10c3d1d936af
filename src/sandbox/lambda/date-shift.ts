/**
 * A module that node preloads into a Lambda's child process: it shifts Date by the sandbox's offset, ends the child when
 * the sandbox dies (its end of stdin closes), and makes output blocking, because a child that is ended right after its
 * answer loses lines that are still queued (seen with 200 kB of them). The program itself knows nothing of it.
 */
export function preloadModule(offsetMs: number): string {
  const source = `
    const RealDate = Date;
    const now = () => RealDate.now() + ${offsetMs};
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
      apply: () => new RealDate(now()).toString(),
      get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
    });
    RealDate.prototype.constructor = globalThis.Date;
    for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);
    process.stdin.on('end', () => process.exit(137)).on('error', () => process.exit(137)).resume().unref();
  `;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
