import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';
import { type LambdaWorld, scheduledEvent } from '../lambda/lambda-world.ts';
import { type Container, startIn } from './container.ts';
import type { UnpackedImage } from './unpacked-image.ts';
import { startWarmRuntime } from './warm-runtime.ts';

/** What a warm environment has gathered, seen from outside. */
export interface Condition {
  readonly residentMb: number;
  readonly tmpMb: number;
  readonly tmpFiles: readonly string[];
  /** Names of the files and folders that lie in /tmp itself. */
  readonly tmpTop: readonly string[];
  /** Names of its processes; one that died and that nobody waited for ends in " (zombie)". */
  readonly processes: readonly string[];
}

/** What the program answers for one event. */
export interface WarmRun extends Readonly<Record<string, unknown>> {
  readonly outcome?: string;
  readonly errorMessage?: string;
}

/** One process of the image's run command, which takes event after event, in the world's time as it is now. */
export async function startWarmLambda(image: UnpackedImage, world: LambdaWorld) {
  const runtime = await startWarmRuntime();
  const output: string[] = [];
  const container = startIn(image)({
    bundle: 'run.mjs',
    environment: { ...world.environment, AWS_LAMBDA_RUNTIME_API: runtime.address },
    offsetMs: world.startMs - Date.now(),
    onLine: (line) => output.push(line),
  });
  const died = container.ended.then(({ code, signal }) => {
    throw new Error(`the program ended (${signal ?? code}): ${output.slice(-5).join('\n')}`);
  });
  died.catch(() => undefined);
  const outcomes: Record<string, number> = {};
  const invoke = async (event: unknown = scheduledEvent): Promise<WarmRun> => {
    const { kind, body } = await Promise.race([runtime.invoke(event, world.startMs + 3_600_000), died]);
    // The program's own answer: a run's summary, or an error.
    const answer = JSON.parse(body) as WarmRun;
    const outcome = kind === 'response' ? String(answer.outcome) : String(answer.errorMessage);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    await Promise.race([runtime.idle(), died]);
    return answer;
  };
  return {
    outcomes,
    container,
    /** What it logged by this name. */
    events: (name: string): readonly Readonly<Record<string, unknown>>[] =>
      output.filter((line) => line.includes(`"event":"${name}"`)).map((line) => JSON.parse(line)),
    invoke,
    runTimes: async (times: number): Promise<void> => {
      for (let count = 0; count < times; count += 1) await invoke();
    },
    condition: () => conditionOf(container),
    stop: async (): Promise<void> => {
      container.kill();
      await container.ended;
      runtime.stop();
    },
  };
}

/** All processes of a container between two events: what launched the program, and Node, whose main thread has this name. */
export const ownProcesses: readonly string[] = ['MainThread', 'reap'];

/** A browser that was just killed may take some milliseconds to go; after a second the condition is what it is. */
export async function conditionOf(container: Container): Promise<Condition> {
  await waitUntil({
    clock: systemClock,
    deadlineMs: 1_000,
    intervalMs: 5,
    maxIntervalMs: 50,
    probe: async () => (isDeepStrictEqual(namesOf(container), ownProcesses) ? true : null),
  });
  const folder = join(container.root(), 'tmp');
  const tmp = filesBelow(folder);
  return {
    residentMb: container.residentMb(),
    tmpMb: tmp.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000,
    tmpFiles: tmp.map(({ path }) => path),
    tmpTop: readdirSync(folder).sort(),
    processes: namesOf(container),
  };
}

const namesOf = (container: Container): readonly string[] =>
  container
    .processes()
    .map(({ name, state }) => (state === 'Z' ? `${name} (zombie)` : name))
    .sort();

function filesBelow(folder: string): readonly { readonly path: string; readonly bytes: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: lstatSync(path).size }));
}
