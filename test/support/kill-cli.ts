import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { verifyRoot } from '../../src/evidence/verify-root.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import { type CliWorld, startCliWorld } from './cli-world.ts';
import { cliFile } from './spawn-cli.ts';

/*
 * SIGKILL of the CLI at an intent boundary. The sandbox holds one write, before or after its effect, until the CLI is
 * dead: exactly between the intent and its outcome, with the world unchanged or changed.
 */

export interface Write {
  readonly service: string;
  readonly operation: string;
  /** Which call of that operation, counted from 1. */
  readonly nth: number;
}

/** The calls that change the world, in the sandbox's own book. */
const changing =
  /^(EnableRule|DisableRule|PutFunctionConcurrency|DeleteFunctionConcurrency|PutItem|UpdateItem|DeleteItem|TransactWriteItems|Invoke)$/;

/** The CLI's writes under an intent, from its user agent. */
function intendedWrites(world: CliWorld): Write[] {
  const counts = new Map<string, number>();
  return world.sandbox.inspect().calls.flatMap(({ service, operation, userAgent }) => {
    const key = `${service}:${operation}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return changing.test(operation) && userAgent.includes('led/') ? [{ service, operation, nth }] : [];
  });
}

/** Counts calls from now on, so that faults can be aimed at the command under test alone. */
function callsSoFar(world: CliWorld): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { service, operation } of world.sandbox.inspect().calls) {
    const key = `${service}:${operation}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

export async function killWhileHeld(world: CliWorld, words: readonly string[], fault: Fault): Promise<void> {
  world.sandbox.addFault(fault);
  const child = spawn(process.execPath, [cliFile, ...words, '--env', 'sandbox'], {
    cwd: world.folder,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...world.env },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const held = await waitUntil({
    clock: systemClock,
    deadlineMs: 120_000,
    intervalMs: 10,
    maxIntervalMs: 50,
    probe: async () => world.sandbox.inspect().heldCalls[0] ?? null,
  });
  if (held.state !== 'met') throw new Error(`${fault.service}:${fault.operation} was never held`);
  child.kill('SIGKILL');
  await ended;
  world.sandbox.releaseHeld(held.value.id);
}

interface Line {
  readonly seq: number;
  readonly kind: string;
  readonly data: { readonly intent?: number };
}

function ledgerOf(world: CliWorld): Line[] {
  const path = join(dirname(world.evidence), 'docs/validation/ledger.jsonl');
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): Line => JSON.parse(line));
}

/** Every intent is closed exactly once, by an outcome or a recovery. */
export function expectClosed(world: CliWorld): void {
  const lines = ledgerOf(world);
  const closings = lines
    .filter(({ kind }) => kind === 'outcome' || kind === 'recovery')
    .map(({ data }) => data.intent);
  const intents = lines.filter(({ kind }) => kind === 'intent').map(({ seq }) => seq);
  expect(closings.toSorted()).toEqual(intents.toSorted());
}

export function expectVerified(world: CliWorld): void {
  const report = verifyRoot({ validationFile: world.evidence, signers: null, now: new Date() });
  expect(report.state === 'broken' ? report.problem : report.state).toMatch(/^(verified|partly-signed)$/);
}

/** What a clean run of a command writes: each is a boundary at which the next test kills it. */
export async function boundariesOf(
  prepare: (world: CliWorld) => Promise<unknown>,
  words: readonly string[],
): Promise<Write[]> {
  const world = await startCliWorld();
  try {
    await prepare(world);
    const before = callsSoFar(world);
    const run = await world.cli(words);
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 0 });
    return intendedWrites(world)
      .map((write) => ({
        ...write,
        nth: write.nth - (before.get(`${write.service}:${write.operation}`) ?? 0),
      }))
      .filter(({ nth }) => nth > 0);
  } finally {
    await world.stop();
  }
}
