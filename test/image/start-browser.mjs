// Runs inside the container, as `node --input-type=module -e`: starts Chromium a number of times, closes it or (in every
// second round) kills it, and prints one line of JSON per round. The libraries that a bare base lacks are unpacked by name, not by AWS_EXECUTION_ENV, since
// Lambda's documentation does not say what an image finds there.
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import chromium, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium';
import puppeteer from 'puppeteer-core';

chromium.setGraphicsMode = false;
await inflate('/var/task/node_modules/@sparticuz/chromium/bin/al2023.tar.br');
setupLambdaEnvironment('/tmp/al2023/lib');
const executablePath = await chromium.executablePath();
const rounds = Number(process.env.ROUNDS);
for (let round = 1; round <= rounds; round += 1) {
  const userDataDir = mkdtempSync('/tmp/profile-');
  const startedAt = performance.now();
  const browser = await puppeteer.launch({
    args: chromium.args,
    executablePath,
    userDataDir,
    headless: 'shell',
    pipe: true,
  });
  const launchMs = Math.round(performance.now() - startedAt);
  const page = await browser.newPage();
  await page.goto('data:text/html,<title>invented</title>');
  const title = await page.title();
  const version = await browser.version();
  await (round % 2 === 0 ? kill(browser) : browser.close());
  rmSync(userDataDir, { recursive: true, force: true });
  const tmp = readdirSync('/tmp').sort();
  process.stdout.write(`${JSON.stringify({ round, version, title, launchMs, tmp, left: processes() })}\n`);
}

async function kill(browser) {
  const child = browser.process();
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Name and state of every process of the container but this one and its launcher. */
function processes() {
  const own = [process.pid, process.ppid];
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && !own.includes(Number(name)));
  return names.map((name) =>
    readFileSync(join('/proc', name, 'stat'), 'utf8')
      .split(' ')
      .slice(1, 3)
      .join(' '),
  );
}
