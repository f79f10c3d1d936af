import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startContainer } from './container.ts';
import { runProgram } from './run-program.ts';
import type { UnpackedImage } from './unpacked-image.ts';

/** What the image's launcher does before and after its program. */
export function launcherCases(image: () => UnpackedImage): void {
  /** A child of Node dies of SIGSEGV in /tmp, then /tmp is listed. */
  const crash = `
    const { spawnSync } = require('node:child_process');
    const dead = spawnSync(process.execPath, ['-e', 'process.kill(process.pid, "SIGSEGV"); setInterval(() => {}, 1000)'], { cwd: '/tmp' });
    console.log(dead.signal, require('node:fs').readdirSync('/tmp').join());`;

  it('leaves no core of a crash, and lets nothing below raise the limit', async () => {
    const limits = `${crash}
      console.log(/Max core file size +(\\S+) +(\\S+)/.exec(require('node:fs').readFileSync('/proc/self/limits', 'utf8')).slice(1).join());`;

    const { lines } = await runProgram(image(), ['-e', limits]);

    expect(lines).toEqual(['SIGSEGV ', '0,0']);
  });

  it('gives the heap half of the memory of the function, and the browser the rest', async () => {
    const { lines } = await runProgram(
      image(),
      ['-p', 'require("node:v8").getHeapStatistics().heap_size_limit / 2 ** 20'],
      { environment: { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1536' } },
    );

    expect(Number(lines[0])).toBeGreaterThanOrEqual(768);
    expect(Number(lines[0])).toBeLessThan(768 + 32);
  });

  // A pipe or an absolute path as the kernel's pattern puts cores elsewhere, where this test could not see them.
  const corePattern = readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim();
  it('is what keeps the core away', async (context) => {
    context.skip(!/^[\w.%]+$/.test(corePattern), 'this kernel puts cores where a test cannot see them');
    const words = ['/bin/sh', '-c', 'ulimit -c unlimited; exec /usr/local/bin/node "$@"', 'sh', '-e', crash];

    const { lines } = await runProgram(image(), words, { isLaunched: false });

    expect(lines[0]).toMatch(/^SIGSEGV .*core/);
  });

  /** A shell leaves a process behind and goes; the orphan ends 50 ms later. Says whether anybody waited for it. */
  const orphan = `
    const { execFileSync } = require('node:child_process');
    const pid = execFileSync('/bin/sh', ['-c', 'sleep 0.05 > /dev/null & echo $!'], { encoding: 'utf8' }).trim();
    const until = Date.now() + 500;
    const look = () => {
      let state = 'gone';
      try { state = require('node:fs').readFileSync('/proc/' + pid + '/stat', 'utf8').split(') ')[1][0]; } catch {}
      if (state !== 'gone' && Date.now() < until) return setTimeout(look, 20);
      console.log(state);
    };
    look();`;
  // As Lambda's own is reported to: https://github.com/umihico/docker-selenium-lambda/issues/246
  /** A first process that waits for its own child alone. */
  const lazyInit = ['/usr/bin/perl', '-e', 'system(@ARGV)'];

  it.each([
    ['waits for what a program leaves behind', []],
    ['does so where another is the first process', lazyInit],
  ])('%s', async (_name, before) => {
    const words = [...before, ...image().entrypoint, '-e', orphan];
    const { lines } = await runProgram(image(), words, { isLaunched: false });

    expect(lines).toEqual(['gone']);
  });

  it('is what waits for them: Node does not', async () => {
    const { lines } = await runProgram(image(), ['/usr/local/bin/node', '-e', orphan], { isLaunched: false });

    expect(lines).toEqual(['Z']);
  });

  it('ends as its program does, and says nothing of its own', async () => {
    const { lines, code } = await runProgram(image(), ['-e', 'console.log("hello"); process.exitCode = 7'], {
      environment: { LANG: 'en_US.UTF-8' },
    });
    const killed = await runProgram(image(), ['-e', 'process.kill(process.pid, "SIGKILL")']);

    expect({ lines, code }).toEqual({ lines: ['hello'], code: 7 });
    expect(killed.code).toBe(128 + 9);
  });

  it('hands signals on to its program', async () => {
    const lines: string[] = [];
    const program =
      'process.on("SIGTERM", () => process.exit(3)); setInterval(() => {}, 1000); console.log("ready")';
    const container = startContainer(image(), {
      words: [...image().entrypoint, '-e', program],
      environment: {},
      onLine: (line) => {
        lines.push(line);
        const [first] = container.processes();
        if (first) process.kill(first.pid, 'SIGTERM');
      },
    });

    expect(await container.ended).toEqual({ code: 3, signal: null });
    expect(lines).toEqual(['ready']);
  });

  it('starts its program also on a base without Perl', async () => {
    const shell =
      'sed s,/usr/bin/perl,/none, /usr/local/bin/launch > /tmp/launch && exec sh /tmp/launch "$@"';
    const words = ['/bin/sh', '-c', shell, 'sh', '-p', 'process.pid'];

    expect((await runProgram(image(), words, { isLaunched: false })).lines).toEqual(['1']);
  });
}
