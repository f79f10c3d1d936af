import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type BrowserLogin, browserLogin } from '../../../lambda/session/browser-login.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import type { StandaloneWorld } from '../../../src/sandbox/outside/start-outside-world.ts';
import { describeIfPresent } from '../../support/needs.ts';

/*
 * Real Chromium against the real HTML of the pretend login site. The browser is unpacked once per machine, into the
 * temporary folder. Where it cannot start, these tests fail: a login that nobody tried is not a tested one.
 */

const { platform, arch } = process;
const missing =
  platform === 'linux' && arch === 'x64' ? null : `no browser for ${platform} ${arch} ships with the package`;

/** The package ships a browser for x86-64 Linux alone, as Lambda runs it; elsewhere these tests are skipped. */
export function describeWithBrowser(name: string, suite: () => void): void {
  describeIfPresent(missing, name, suite);
}

export interface Attempt {
  readonly password?: string;
  readonly limitMs?: number;
  /** Where the browser is unpacked; default where the others of this machine find it. */
  readonly folder?: string;
  /** Default the pretend site's own. */
  readonly loginUrl?: string;
}

export function tryLogin(world: StandaloneWorld, attempt: Attempt = {}): Promise<BrowserLogin> {
  return browserLogin({
    loginUrl: attempt.loginUrl ?? world.environment.NAVER_LOGIN_BASE_URL ?? '',
    credentials: { ...world.keys.naver, ...(attempt.password ? { password: attempt.password } : {}) },
    limitMs: attempt.limitMs ?? 15_000,
    folder: attempt.folder ?? tmpdir(),
    clock: systemClock,
    pauseMs: () => 0,
  });
}

interface Process {
  readonly pid: number;
  readonly words: string;
}

/** Process groups of browsers that were seen: a helper outlives its browser, and can then be told by its group alone. */
const seenGroups = new Map<number, number>();

/** The living processes, helpers included, of the browsers that the process with this id started. */
export function browsersOf(pid = process.pid): readonly Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), words: read(name, 'cmdline'), group: groupOf(name) }));
  for (const { words, group } of all) {
    if (words.includes(`/naver-sms-profile-${pid}-`)) seenGroups.set(group, pid);
  }
  return all.filter(({ group, words }) => seenGroups.get(group) === pid && words !== '');
}

/** Profiles and half-unpacked browsers of this process that are still there. */
export function leftFolders(pid = process.pid): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => new RegExp(`^naver-sms-(unpack|profile)-${pid}-`).test(name));
}

/** Field 5 of /proc/<pid>/stat, counted behind the name, which may hold anything. */
function groupOf(pid: string): number {
  return Number(read(pid, 'stat').split(') ').at(-1)?.split(' ')[2]);
}

function read(pid: string, file: 'stat' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended while we looked.
    return '';
  }
}
