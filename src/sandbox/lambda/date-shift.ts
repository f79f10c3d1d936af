/**
 * A module that node preloads into a Lambda's child process: it shifts Date by the sandbox's offset, and ends the child
 * when the sandbox dies (its end of stdin closes). The program itself is unmodified and knows nothing of it.
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
    process.stdin.on('end', () => process.exit(137)).on('error', () => process.exit(137)).resume().unref();
  `;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
