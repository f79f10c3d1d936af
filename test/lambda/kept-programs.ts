import { type Child, startChild } from '../../src/sandbox/lambda/child.ts';
import {
  type EnvironmentOptions,
  ExecutionEnvironment,
} from '../../src/sandbox/lambda/execution-environment.ts';
import { openStandingPort, type StandingPort } from '../support/standing-port.ts';

/*
 * A new process of a program costs some 0.75 s of CPU before it does anything, which is five times what a further run
 * in it costs. So a world leaves its idle processes to the next one, which has the same addresses and everything else of
 * its own. What a process remembers is little: values of secrets for 5 minutes, and open connections, which end with
 * their world. A world that changes secrets neither takes such a process nor leaves one.
 */

/** One process of a program, which is idle or in the hands of one world. */
export interface Program {
  readonly environment: ExecutionEnvironment;
  /** Continues the idle process: it ends by itself if the test process does, which a frozen one cannot. */
  thaw(): void;
}

/** Where the programs of one world at a time find it, and the processes that already know these addresses. */
export interface WorldPlace {
  readonly outside: StandingPort;
  readonly aws: StandingPort;
  /** An idle process of these options, if an earlier world left one. */
  take(options: ProgramOptions): Program | null;
  /** Keeps an idle process for a later world. */
  leave(options: ProgramOptions, program: Program): Promise<void>;
  /** Lets the next world have the place. */
  free(): void;
}

export type ProgramOptions = Pick<EnvironmentOptions, 'bundle' | 'environment' | 'memoryMb' | 'start'>;

/** Starts with the first invocation. */
export function newProgram(options: ProgramOptions): Program {
  let child: Child | null = null;
  const environment = new ExecutionEnvironment({
    ...options,
    signal: new AbortController().signal,
    start: (given) => {
      child = (options.start ?? startChild)(given);
      return child;
    },
  });
  return { environment, thaw: () => child?.reuse?.thaw() };
}

/** At most so many idle processes of one place, of some 100 MB each. */
const mostKept = 3;
const freePlaces: WorldPlace[] = [];

/** A place that no world of this test process has at present. */
export async function takePlace(): Promise<WorldPlace> {
  return freePlaces.pop() ?? openPlace(await openStandingPort(), await openStandingPort());
}

function openPlace(outside: StandingPort, aws: StandingPort): WorldPlace {
  let kept: { readonly key: string; readonly program: Program }[] = [];
  const place: WorldPlace = {
    outside,
    aws,
    take: (options) => {
      const found = kept.find(({ key, program }) => key === keyOf(options) && program.environment.isReusable);
      kept = kept.filter((other) => other !== found);
      return found?.program ?? null;
    },
    leave: async (options, program) => {
      program.thaw();
      kept.push({ key: keyOf(options), program });
      if (kept.length > mostKept) await kept.shift()?.program.environment.end();
    },
    free: () => {
      outside.leadTo(null);
      aws.leadTo(null);
      freePlaces.push(place);
    },
  };
  return place;
}

const keyOf = ({ bundle, environment, memoryMb }: ProgramOptions): string =>
  JSON.stringify([bundle, environment, memoryMb]);
