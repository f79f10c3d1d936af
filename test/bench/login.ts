import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackBrowser } from '../../lambda/session/unpack-browser.ts';
import { type UnpackedImage, unpackImage, whyNoImage } from '../image/unpacked-image.ts';
import { startWarmLambda } from '../image/warm-lambda.ts';
import { dayMs, inventedBooking } from '../lambda/invented-bookings.ts';
import { startLambdaWorld } from '../lambda/lambda-world.ts';
import { type Figure, median } from './measure.ts';

const rounds = 5;
const memoryProbeMs = 20;

interface Login {
  readonly loginMs: number;
  readonly runMs: number;
}

interface Round {
  readonly cold: Login;
  readonly warm: Login;
  readonly peakMb: number;
  readonly unpackMs: number;
  readonly foundMs: number;
}

/** Logins in the container at pretend pages, which answer at once: what the browser and our pauses take. */
export async function benchLogin(): Promise<readonly Figure[]> {
  const missing = whyNoImage();
  if (missing !== null) return [{ what: 'a login', measured: `not measured: ${missing}`, aim: '-' }];
  const image = await unpackImage();
  try {
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round += 1) measured.push(await measureRound(image));
    return figures(measured);
  } finally {
    image.remove();
  }
}

function figures(measured: readonly Round[]): readonly Figure[] {
  const ms = (of: (round: Round) => number) => `${median(measured.map(of)).toFixed(0)} ms`;
  const loginAim = 'under 25 s';
  return [
    {
      what: 'login in a new environment, the unpacking included; the whole run with it',
      measured: `${ms(({ cold }) => cold.loginMs)}; ${ms(({ cold }) => cold.runMs)}`,
      aim: loginAim,
    },
    {
      what: 'login in a warm environment; the whole run with it',
      measured: `${ms(({ warm }) => warm.loginMs)}; ${ms(({ warm }) => warm.runMs)}`,
      aim: loginAim,
    },
    {
      what: 'unpacking the browser; finding it unpacked',
      measured: `${ms(({ unpackMs }) => unpackMs)}; ${median(measured.map(({ foundMs }) => foundMs)).toFixed(1)} ms`,
      aim: 'reported',
    },
    {
      what: 'peak RSS in the container with a login, peaks of all its processes added, shared pages in each',
      measured: `${median(measured.map(({ peakMb }) => peakMb)).toFixed(0)} MB`,
      aim: 'under 1,024 MB',
    },
  ];
}

async function measureRound(image: UnpackedImage): Promise<Round> {
  const world = await startLambdaWorld({ bookings: [inventedBooking(1, 2 * dayMs)] });
  try {
    await world.approve();
    const lambda = await startWarmLambda(image, world);
    const probe = setInterval(() => void lambda.container.memoryMb(), memoryProbeMs);
    const logIn = async (): Promise<Login> => {
      await world.put('session', { id: '1', cookies: '[]' });
      const { session, duration_ms } = await lambda.invoke();
      const ended = lambda.events('login_ended').at(-1);
      if (session !== 'login') throw new Error('the run signed in nowhere');
      return { loginMs: Number(ended?.duration_ms), runMs: Number(duration_ms) };
    };
    try {
      const cold = await logIn();
      const warm = await logIn();
      return { cold, warm, peakMb: await lambda.container.memoryMb(), ...(await measureUnpacking()) };
    } finally {
      clearInterval(probe);
      await lambda.stop();
    }
  } finally {
    await world.stop();
  }
}

async function measureUnpacking(): Promise<Pick<Round, 'unpackMs' | 'foundMs'>> {
  const folder = mkdtempSync(join(tmpdir(), 'naver-sms-bench-'));
  const time = async (): Promise<number> => {
    const startedAt = performance.now();
    await unpackBrowser(folder, AbortSignal.timeout(60_000));
    return performance.now() - startedAt;
  };
  try {
    return { unpackMs: await time(), foundMs: await time() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
