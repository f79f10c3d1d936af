import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { startCliWorld } from '../support/cli-world.ts';
import { type Figure, median } from './measure.ts';

const rounds = 3;
const numbers = { stores: 8, bookingsPerStore: 25 };

interface Measured {
  readonly sent: number;
  readonly initMs: number;
  readonly durationMs: number;
  readonly maxMemoryMb: number;
}

/** A whole run of the real bundle over 8 stores and 200 bookings, each time in a world of its own. */
export async function benchLambda(): Promise<readonly Figure[]> {
  const runs: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await measureRun(round + 1));
  const of = (field: keyof Measured) => median(runs.map((run) => run[field]));
  const size = `${numbers.stores} stores, ${numbers.stores * numbers.bookingsPerStore} bookings, ${of('sent')} messages sent`;
  return [
    { what: `Lambda run: ${size}`, measured: `${of('durationMs').toFixed(0)} ms`, aim: 'under 240 s' },
    { what: 'Lambda init', measured: `${of('initMs').toFixed(0)} ms`, aim: 'under 400 ms' },
    {
      what: 'Lambda peak RSS without a browser',
      measured: `${of('maxMemoryMb').toFixed(0)} MB`,
      aim: 'under 150 MB',
    },
  ];
}

async function measureRun(seed: number): Promise<Measured> {
  const world = await startCliWorld({ seed, numbers, dials: { lambda: { environments: 'cold' } } });
  const { accessKeyId, secretAccessKey } = world.sandbox.credentials;
  const client = new LambdaClient({
    endpoint: world.sandbox.endpoint,
    region: world.environment.region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 300_000 },
  });
  try {
    await world.approveLive();
    const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
    const FunctionName = world.environment.function;
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
    if (answer.FunctionError) throw new Error(`the run failed: ${answer.Payload?.transformToString()}`);
    const entry = world.sandbox
      .inspect()
      .invocations.filter(({ functionName }) => functionName === FunctionName)
      .at(-1);
    if (!entry || entry.initMs === null) throw new Error('the sandbox has no such cold invocation');
    return { ...entry, initMs: entry.initMs, sent: world.sandbox.inspect().sensMessages.length };
  } finally {
    client.destroy();
    await world.stop();
  }
}
