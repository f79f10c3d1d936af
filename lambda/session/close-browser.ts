import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Browser } from 'puppeteer-core';
import { withinDeadline } from '../../src/runtime/deadline.ts';

/** Closing hangs on some pages (https://github.com/puppeteer/puppeteer/issues/12186); it takes 2 s on Lambda at most. */
const closeLimitMs = 3_000;
/** From SIGKILL until the process is gone. */
const killLimitMs = 1_000;

/** Closes the browser within 3 s, else kills it. Its whole process group is gone afterwards. Never rejects. */
export async function closeBrowser(browser: Browser): Promise<'clean' | 'killed'> {
  const child = browser.process();
  const closed = await withinDeadline(closeLimitMs, browser.close());
  if (child) await killGroup(child);
  return closed.state === 'in-time' ? 'clean' : 'killed';
}

/** Puppeteer starts the browser as the leader of a group of its own. */
async function killGroup(child: ChildProcess): Promise<void> {
  const hasEnded = child.exitCode !== null || child.signalCode !== null;
  const ended = hasEnded ? Promise.resolve() : once(child, 'exit').then(() => undefined);
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: the group is gone already, which is what was wanted.
  }
  await withinDeadline(killLimitMs, ended);
}
